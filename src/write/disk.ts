import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import type { DirectoryEntry } from "../fs/filesystem.ts";

/** What stands at a path. Links are told as links and never followed. */
export interface Seen {
  readonly kind: DirectoryEntry["kind"];
  /** Time of the last change in milliseconds; only the age of locks is judged by it. */
  readonly modified: number;
}

/**
 * The few calls that writing needs, all synchronous and none of them following a link at the end of a path. Whatever
 * fails throws a `DiskError`. Tests hand in disks that are full, that die, or that forget what was not synced.
 */
export interface Disk {
  /** undefined where nothing is there. */
  look(path: string): Seen | undefined;
  /** Sorted by code unit; undefined where there is no such folder. */
  list(path: string): readonly DirectoryEntry[] | undefined;
  read(path: string): Uint8Array;
  /** A new file of mode 0644; EEXIST where something is there. It may be lost in a power failure until `sync`. */
  create(path: string, bytes: Uint8Array): void;
  /** A new folder of mode 0755; EEXIST where something is there. */
  createFolder(path: string): void;
  /** Atomic. Moves a file, and replaces one; or moves a folder. Does not cross file systems. */
  move(from: string, to: string): void;
  /** Removes a file or a link. */
  remove(path: string): void;
  /** Removes an empty folder; false where it is not empty, not a folder or not there. */
  removeFolder(path: string): boolean;
  /** Returns once a file's bytes, or a folder's entries, are on stable storage. */
  sync(path: string, kind: "file" | "directory"): void;
}

/** A call to the operating system failed. `code` is its name for the reason: ENOSPC, EACCES, EROFS ... */
export class DiskError extends Error {
  readonly path: string;
  readonly code: string;
  constructor(path: string, code: string, options?: ErrorOptions) {
    super(`${path}: ${code}`, options);
    this.name = "DiskError";
    this.path = path;
    this.code = code;
  }
}

/** The machine's own disk. */
export const nodeDisk: Disk = {
  look(path) {
    const stats = unless(MISSING, path, () => lstatSync(path));
    return stats === undefined ? undefined : { kind: kindOf(stats), modified: stats.mtimeMs };
  },
  list(path) {
    const entries = unless(MISSING, path, () => readdirSync(path, { withFileTypes: true }));
    return entries
      ?.map((entry): DirectoryEntry => ({ name: entry.name, kind: kindOf(entry) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  },
  read(path) {
    // Windows knows no such flag; there the look before the read has to do.
    return withFile(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0), (file) => readFileSync(file));
  },
  create(path, bytes) {
    withFile(path, "wx", (file) => {
      writeFileSync(file, bytes);
      setMode(file, FILE_MODE);
    });
  },
  createFolder(path) {
    told(path, () => mkdirSync(path, FOLDER_MODE));
    if (process.platform !== "win32") withFile(path, "r", (folder) => setMode(folder, FOLDER_MODE));
  },
  move: (from, to) => told(to, () => renameSync(from, to)),
  remove: (path) => told(path, () => unlinkSync(path)),
  removeFolder(path) {
    const removed = unless(NOT_REMOVED, path, () => {
      rmdirSync(path);
      return true;
    });
    return removed ?? false;
  },
  sync(path, kind) {
    // Windows cannot open a folder for this, and wants a file to be open for writing.
    if (kind === "directory" && process.platform === "win32") return;
    withFile(path, kind === "file" ? "r+" : "r", fsyncSync);
  },
};

const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;
const MISSING = ["ENOENT", "ENOTDIR"];
/** POSIX lets a system say of a folder that is not empty either: https://pubs.opengroup.org/onlinepubs/9799919799/functions/rmdir.html */
const NOT_REMOVED = ["ENOTEMPTY", "EEXIST", "ENOENT", "ENOTDIR"];

/** The umask may have taken bits away. Set-group-ID of a shared folder stays; FAT and SMB have no modes to set. */
function setMode(file: number, mode: number): void {
  const now = fstatSync(file).mode;
  if ((now & 0o777) === mode) return;
  try {
    fchmodSync(file, (now & 0o7000) | mode);
  } catch (error) {
    if (!["EPERM", "ENOTSUP", "EINVAL", "ENOSYS"].includes(codeOf(error) ?? "")) throw error;
  }
}

function withFile<T>(path: string, flags: string | number, action: (file: number) => T): T {
  return told(path, () => {
    const file = openSync(path, flags, FILE_MODE);
    try {
      return action(file);
    } finally {
      closeSync(file);
    }
  });
}

/** Node leaves the path out of errors of an open file, so it is added here for all. */
function told<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw new DiskError(path, code, { cause: error });
  }
}

function unless<T>(codes: readonly string[], path: string, action: () => T): T | undefined {
  try {
    return told(path, action);
  } catch (error) {
    if (error instanceof DiskError && codes.includes(error.code)) return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

function kindOf(stats: Pick<Stats, "isFile" | "isDirectory" | "isSymbolicLink">): Seen["kind"] {
  if (stats.isSymbolicLink()) return "link";
  if (stats.isDirectory()) return "directory";
  return stats.isFile() ? "file" : "other";
}
