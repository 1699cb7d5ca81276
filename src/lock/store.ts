/**
 * Archives by the SHA-256 of their bytes. What does not have the digest that it is kept under is not there: a store
 * may lose what it was given, and never gives anything else.
 */
export interface ArchiveStore {
  /** @param digest `sha256:...` */
  get(digest: string): Uint8Array | undefined;
  /** Why the bytes could not be kept; undefined where they were. */
  put(digest: string, bytes: Uint8Array): string | undefined;
}

export const NO_ARCHIVES: ArchiveStore = { get: () => undefined, put: () => undefined };
