import { type Digest, digestOf } from "../write/digest.ts";
import { INVENTORY } from "../write/paths.ts";
import type { Files } from "./model.ts";

/** The bytes of many trees, each content once: of two hundred labs most is equal. */
export class Contents {
  readonly #bytes = new Map<Digest, Uint8Array>();

  add(bytes: Uint8Array): Digest {
    const digest = digestOf(bytes);
    if (!this.#bytes.has(digest)) this.#bytes.set(digest, bytes);
    return digest;
  }

  text(text: string): Digest {
    return this.add(new TextEncoder().encode(text));
  }

  has(digest: Digest): boolean {
    return this.#bytes.has(digest);
  }

  /** @throws Error for what was never added */
  get(digest: Digest): Uint8Array {
    const bytes = this.#bytes.get(digest);
    if (bytes === undefined) throw new Error(`no content ${digest}`);
    return bytes;
  }
}

/** The inventory of a tree. */
export function inventoryText(files: Files, contents: Contents): string {
  const digest = files.get(INVENTORY);
  if (digest === undefined) throw new Error(`a tree without ${INVENTORY}`);
  return Buffer.from(contents.get(digest)).toString("utf8");
}
