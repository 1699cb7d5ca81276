import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { type DirectoryEntry, type EntryKind, type FileSystem, FileSystemError } from "./filesystem.ts";

/** The machine's own files. Relative paths count from the working directory. */
export const nodeFileSystem: FileSystem = {
  read: (path) => orMissing(path, () => readFileSync(path)),
  kind: (path) => orMissing(path, () => kindOf(lstatSync(path))),
  list: (path) =>
    orMissing(path, () =>
      readdirSync(path, { withFileTypes: true })
        .map((entry): DirectoryEntry => ({ name: entry.name, kind: kindOf(entry) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    ),
};

function orMissing<T>(path: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
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
