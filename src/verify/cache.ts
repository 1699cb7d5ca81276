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

/** The value of a key, made where the cache does not have it. A damaged entry is made anew. */
export async function cached<T>(
  cache: ResultCache,
  key: string,
  make: () => Promise<{ readonly value: T; readonly keep: boolean }>,
): Promise<T> {
  const known = parse<T>(cache.get(key), key);
  if (known !== undefined) return known;
  const { value, keep } = await make();
  if (keep) cache.put(key, JSON.stringify({ key, value }));
  return value;
}

function parse<T>(text: string | undefined, key: string): T | undefined {
  if (text === undefined) return undefined;
  try {
    const entry = JSON.parse(text) as { key?: string; value?: T };
    return entry.key === key ? entry.value : undefined;
  } catch {
    return undefined;
  }
}
