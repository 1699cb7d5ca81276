/** Links are reported as links and never followed. */
export type EntryKind = "file" | "directory" | "link" | "other";

/** One entry of a folder. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: EntryKind;
}

/**
 * What the compiler needs to read. The core takes one of these as an argument, so that tests, editors and
 * services can hand it a tree that is not on a disk. Paths use `/`; a path that does not exist is `undefined`,
 * any other failure throws a `FileSystemError`.
 */
export interface FileSystem {
  /** The file's bytes; undefined where there is no such file. */
  read(path: string): Uint8Array | undefined;
  /** What stands at a path; undefined where nothing does. */
  kind(path: string): EntryKind | undefined;
  /** The folder's entries sorted by code unit; undefined where there is no such folder. */
  list(path: string): readonly DirectoryEntry[] | undefined;
}

/** Reading failed for a reason that the user can mend: permissions, a folder where a file is wanted, I/O. */
export class FileSystemError extends Error {
  readonly path: string;
  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`${path}: ${reason}`, options);
    this.name = "FileSystemError";
    this.path = path;
  }
}

/** The answer of a file system; undefined too where the question fails, for who only looks whether something is there. */
export function orAbsent<T>(ask: () => T | undefined): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof FileSystemError) return undefined;
    throw error;
  }
}
