import { lstatSync, readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { type DirectoryEntry, type EntryKind, type FileSystem, FileSystemError } from "./filesystem.ts";
import { isStream, readStream, STREAM_LIMIT } from "./streams.ts";

/** Larger files are images of disks, not charts or texts: reading one would only fill the memory. */
const SIZE_LIMIT = 512 * 1024 * 1024;

/**
 * The machine's own files. Relative paths count from the working directory. Only regular files are read, since a pipe
 * or a device may have no end; but those pipes that a shell hands over (`-f <(command)`).
 */
export const nodeFileSystem: FileSystem = {
  read: (path) => orMissing(path, () => readBytes(path)),
  kind: (path) => orMissing(path, () => kindOf(lstatSync(path))),
  list: (path) =>
    orMissing(path, () =>
      readdirSync(path, { withFileTypes: true })
        .map((entry): DirectoryEntry => ({ name: entry.name, kind: kindOf(entry) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    ),
};

function readBytes(path: string): Uint8Array {
  const stats = statSync(path);
  if (stats.isFile()) {
    if (stats.size > SIZE_LIMIT) throw new FileSystemError(path, `it has more than ${SIZE_LIMIT} bytes`);
    return readFileSync(path);
  }
  if (!isStream(path) || stats.isDirectory() || stats.isSocket())
    throw new FileSystemError(path, `it is ${kindInWords(stats)}, not a file`);
  const bytes = readStream(path);
  if (bytes === undefined) throw new FileSystemError(path, `it gives more than ${STREAM_LIMIT} bytes`);
  return bytes;
}

function kindInWords(stats: Stats): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a pipe";
  return stats.isSocket() ? "a socket" : "a device";
}

function orMissing<T>(path: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof FileSystemError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new FileSystemError(path, REASONS[code ?? ""] ?? String((error as Error).message), {
      cause: error,
    });
  }
}

const REASONS: Partial<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a folder",
  ELOOP: "too many links",
  EIO: "the disk reports a fault",
};

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): EntryKind {
  if (entry.isSymbolicLink()) return "link";
  if (entry.isDirectory()) return "directory";
  return entry.isFile() ? "file" : "other";
}
