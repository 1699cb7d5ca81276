import { createHash } from "node:crypto";

/** Results of earlier runs by the digest of everything they depend on. A cache that forgets changes no result. */
export interface ResultCache {
  get(key: string): string | undefined;
  put(key: string, value: string): void;
}

export const NO_CACHE: ResultCache = { get: () => undefined, put: () => {} };

/** SHA-256 of parts, each with its length, so that two lists of parts never have one digest. */
export function digestOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    const bytes = typeof part === "string" ? Buffer.from(part, "utf8") : part;
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest("hex");
}

/** The value of a key, made where the cache does not have it. A damaged entry is made anew: it carries its digest. */
export async function cached<T>(
  cache: ResultCache,
  key: string,
  make: () => Promise<{ readonly value: T; readonly keep: boolean }>,
): Promise<T> {
  const known = sound(cache.get(key), key);
  if (known !== undefined) return JSON.parse(known) as T;
  const { value, keep } = await make();
  const text = JSON.stringify(value);
  if (keep) cache.put(key, `${digestOf([key, text])}\n${text}`);
  return value;
}

/** The text of an entry, where it is what was put there under that key. */
function sound(entry: string | undefined, key: string): string | undefined {
  const end = entry?.indexOf("\n") ?? -1;
  const text = entry?.slice(end + 1);
  return text !== undefined && end >= 0 && entry?.slice(0, end) === digestOf([key, text]) ? text : undefined;
}
