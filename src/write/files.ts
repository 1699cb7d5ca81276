import { dirname, join, resolve } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Disk, DiskError, nodeDisk } from "./disk.ts";
import { fileNotWritten } from "./messages.ts";
import { createFolders, missingFolders } from "./parents.ts";
import { foldersOf, isPlainPath } from "./paths.ts";
import { reasonOf } from "./reasons.ts";

/** A file that stands for itself, and what it was when somebody decided to replace it. */
export interface FileChange {
  /** Plain path below the folder, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** undefined where there was none. */
  readonly before?: Uint8Array;
}

/** Which files were written, and why the others were not. */
export interface FilesWritten {
  readonly written: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Replaces files of mode 0644, each at once: a reader finds the old one or the new one. Links are not followed below
 * the folder, and what somebody else changed in between is not replaced.
 * @param folder that exists, empty or ending in `/`
 * @throws Error for a path that leads elsewhere, a fault of the caller
 */
export function writeFiles(
  folder: string,
  changes: readonly FileChange[],
  disk: Disk = nodeDisk,
): FilesWritten {
  const written: string[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const change of changes) {
    if (!isPlainPath(change.path)) throw new Error("a file that leads out of its folder");
    const reason = writeOne(disk, resolve(folder === "" ? "." : folder), change);
    if (reason === undefined) written.push(change.path);
    else diagnostics.push(fileNotWritten(`${folder}${change.path}`, reason));
  }
  return { written, diagnostics };
}

/** Why it failed; undefined where it did not. */
function writeOne(disk: Disk, folder: string, { path, bytes, before }: FileChange): string | undefined {
  const target = join(folder, path);
  const parent = dirname(target);
  // The same name each time, so that a draft which a killed process left goes away.
  const draft = join(parent, `.${path.slice(path.lastIndexOf("/") + 1)}.k8sgen`);
  try {
    for (const above of foldersOf(path)) {
      const kind = disk.look(join(folder, above))?.kind;
      if (kind !== undefined && kind !== "directory") return `\`${above}\` is no folder`;
    }
    if (isChanged(disk, target, before)) return "somebody else has changed it meanwhile";
    createFolders(disk, missingFolders(disk, parent));
    if (disk.look(draft) !== undefined) disk.remove(draft);
    disk.create(draft, bytes);
    disk.sync(draft, "file");
    disk.move(draft, target);
    disk.sync(parent, "directory");
    return undefined;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    removeQuietly(disk, draft);
    return reasonOf(error.code).text;
  }
}

function isChanged(disk: Disk, path: string, before: Uint8Array | undefined): boolean {
  const kind = disk.look(path)?.kind;
  if (kind === undefined || before === undefined) return kind !== undefined || before !== undefined;
  return kind !== "file" || !Buffer.from(disk.read(path)).equals(before);
}

function removeQuietly(disk: Disk, path: string): void {
  try {
    if (disk.look(path) !== undefined) disk.remove(path);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
  }
}
