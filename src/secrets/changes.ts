import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { LENGTH_LIMIT } from "./content.ts";
import { secretTooLong } from "./messages.ts";
import { secretPath } from "./paths.ts";
import type { KeyPlace } from "./slots.ts";
import type { OpenSecret } from "./sops/open.ts";
import { sealSecret } from "./sops/seal.ts";
import { isEncryptedTo } from "./state.ts";
import type { Vault } from "./vault.ts";

/** Contents by key, by `<namespace>/<name>`. */
export type Contents = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** An encrypted file that is new or different. Nothing in it is in clear, but the names. */
export interface SecretChange {
  readonly id: string;
  /** Path below the folder of homelab.yaml. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** What the file was when it was read; undefined where there was none. */
  readonly before?: Uint8Array;
  /** Names of the keys whose contents are new or different. */
  readonly keys: readonly string[];
  /** It was encrypted for others before. */
  readonly isRekeyed: boolean;
}

/** What is to be written, and what kept the rest from being made. */
export interface Changed {
  readonly changes: readonly SecretChange[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Encrypts what is new or different, one file for each Secret, sorted; files that stay the same are none of them.
 * @param contents of Secrets that are open or have no file
 * @param rekeyed ids of open Secrets that are encrypted again, with or without new contents
 * @param now milliseconds since 1970
 */
export async function encryptChanges(
  vault: Vault,
  contents: Contents,
  rekeyed: readonly string[],
  now: number,
): Promise<Changed> {
  const changes: SecretChange[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const id of [...new Set([...contents.keys(), ...rekeyed])].sort()) {
    const file = vault.folder.files.get(id);
    const [namespace = "", name = ""] = id.split("/");
    const own = contents.get(id) ?? new Map<string, string>();
    const { recipients, opened } = vault;
    if (lengthOf(own, opened.get(id)) > LENGTH_LIMIT) {
      diagnostics.push(secretTooLong(id));
      continue;
    }
    const { type, labels = {} } = vault.states.find((state) => state.id === id)?.needed ?? {};
    const sealing = {
      namespace,
      name,
      labels,
      ...(type === undefined ? {} : { type }),
      contents: own,
      recipients,
      now,
    };
    const text = await sealSecret(sealing, opened.get(id));
    changes.push({
      id,
      path: secretPath(namespace, name),
      bytes: new TextEncoder().encode(text),
      keys: [...own.keys()],
      isRekeyed: isForOthers(vault, id),
      ...(file === undefined ? {} : { before: file.bytes }),
    });
  }
  return { changes, diagnostics };
}

/** Bytes of all contents together, the new ones in their places. */
function lengthOf(own: ReadonlyMap<string, string>, before: OpenSecret | undefined): number {
  const all = [...new Map<string, string | Uint8Array>([...(before?.contents ?? []), ...own]).values()];
  return all.reduce((sum, content) => sum + Buffer.byteLength(content), 0);
}

/** Notes a content for the next encryption. */
export function addContent(
  contents: Map<string, Map<string, string>>,
  { id, key }: KeyPlace,
  text: string,
): void {
  const own = contents.get(id) ?? new Map<string, string>();
  own.set(key, text);
  contents.set(id, own);
}

/** Whether a file has to be encrypted again, with or without new contents. */
export function isForOthers({ folder, recipients }: Vault, id: string): boolean {
  const file = folder.files.get(id);
  return file !== undefined && !isEncryptedTo(file, recipients);
}
