import type { KeyPlace } from "./slots.ts";
import type { Vault } from "./vault.ts";

/** The content of a key in a file that is open; undefined where it is empty, not there, or no text. */
export function contentAt(vault: Vault, place: KeyPlace): string | undefined {
  const bytes = bytesAt(vault, place);
  try {
    return bytes === undefined
      ? undefined
      : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether a key has a content that is no text: somebody made it with another program. */
export const isBinaryAt = (vault: Vault, place: KeyPlace): boolean =>
  bytesAt(vault, place) !== undefined && contentAt(vault, place) === undefined;

function bytesAt({ opened }: Vault, { id, key }: KeyPlace): Uint8Array | undefined {
  const bytes = opened.get(id)?.contents.get(key);
  return bytes?.byteLength === 0 ? undefined : bytes;
}

/** Whether there is a file that none of the private keys opens. */
export const isClosedAt = ({ folder, opened }: Vault, { id }: Pick<KeyPlace, "id">): boolean =>
  folder.files.has(id) && !opened.has(id);

/** Whether a key has no content: known of closed files too, as names of keys are in clear. */
export const lacksAt = ({ folder }: Vault, { id, key }: KeyPlace): boolean =>
  folder.files.get(id)?.secret.keys.includes(key) !== true;
