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

/** What was kept under a key; undefined where there is nothing, or where it is damaged: an entry carries its digest. */
export function kept<T>(cache: ResultCache, key: string): T | undefined {
  const entry = cache.get(key);
  const end = entry?.indexOf("\n") ?? -1;
  const text = entry?.slice(end + 1);
  const isSound = text !== undefined && end >= 0 && entry?.slice(0, end) === digestOf([key, text]);
  return isSound ? (JSON.parse(text) as T) : undefined;
}

/** Keeps the value of a key. */
export function keep(cache: ResultCache, key: string, value: unknown): void {
  const text = JSON.stringify(value);
  cache.put(key, `${digestOf([key, text])}\n${text}`);
}

/** The value of a key, made where the cache does not have it. */
export async function cached<T>(
  cache: ResultCache,
  key: string,
  make: () => Promise<{ readonly value: T; readonly keep: boolean }>,
): Promise<T> {
  const known = kept<T>(cache, key);
  if (known !== undefined) return known;
  const made = await make();
  if (made.keep) keep(cache, key, made.value);
  return made.value;
}
