import { dirname, join } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { digestOf } from "./digest.ts";
import { type Disk, DiskError } from "./disk.ts";
import { failure, unfinished } from "./faults.ts";
import type { Journal } from "./journal.ts";
import type { Place } from "./paths.ts";
import { discard } from "./stage.ts";

/**
 * Carries a committed journal out. Where a step fails, all steps are undone, so that the output folder is the old one
 * again; where that fails too, the journal stays, and the next command tries again.
 * @returns errors only
 */
export function settle(disk: Disk, place: Place, journal: Journal): readonly Diagnostic[] {
  const failed = attempt(() => {
    disk.sync(place.work, "directory");
    rollForward(disk, place, journal);
    disk.remove(place.journal);
  });
  if (failed !== undefined) {
    const stuck = attempt(() => {
      rollBack(disk, place, journal);
      disk.remove(place.journal);
    });
    if (stuck !== undefined) return [unfinished(place, failed)];
  }
  tidy(disk, place);
  return failed === undefined ? [] : [failure(place, failed)];
}

/** The write is over, so a fault here changes nothing for the user: what is left, the next command discards. */
function tidy(disk: Disk, place: Place): void {
  attempt(() => {
    // If the journal came back after a power failure, it would have to find all that it speaks of.
    disk.sync(place.work, "directory");
    discard(disk, place);
  });
}

function attempt(action: () => void): DiskError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof DiskError) return error;
    throw error;
  }
}

/** Can be called again after it ended at any step: a staged file that is gone has been moved into place. */
function rollForward(disk: Disk, place: Place, journal: Journal): void {
  const target = (path: string): string => join(place.target, path);
  const old = (path: string): string => join(place.old, path);
  const emptied = (index: number): string => join(place.emptied, String(index));
  for (const { path, was } of journal.removals) {
    // After an interruption another file may stand there, which is the user's.
    if (disk.look(target(path))?.kind === "file" && digestOf(disk.read(target(path))) === was)
      disk.move(target(path), old(path));
  }
  for (const [index, folder] of journal.emptied.entries()) {
    // Moved, not removed: on a full disk it could not be created again.
    if (disk.list(target(folder))?.length === 0) disk.move(target(folder), emptied(index));
  }
  for (const folder of journal.folders) ensureFolder(disk, target(folder));
  for (const { path, was } of journal.writes) {
    const staged = join(place.fresh, path);
    if (disk.look(staged) === undefined) continue;
    const replaces = was !== undefined && disk.look(target(path)) !== undefined;
    if (replaces && disk.look(old(path)) === undefined) disk.move(target(path), old(path));
    disk.move(staged, target(path));
  }
  syncFolders(disk, place, journal);
}

/** From any step of `rollForward`, or of itself, back to the old tree with everything staged. */
function rollBack(disk: Disk, place: Place, journal: Journal): void {
  const target = (path: string): string => join(place.target, path);
  const old = (path: string): string => join(place.old, path);
  const emptied = (index: number): string => join(place.emptied, String(index));
  for (const { path, was } of [...journal.writes].reverse()) {
    const staged = join(place.fresh, path);
    if (disk.look(staged) === undefined && disk.look(target(path))?.kind === "file")
      disk.move(target(path), staged);
    if (was !== undefined && disk.look(old(path)) !== undefined) disk.move(old(path), target(path));
  }
  for (const folder of [...journal.folders].reverse()) disk.removeFolder(target(folder));
  for (const [index, folder] of [...journal.emptied.entries()].reverse())
    if (disk.look(emptied(index)) !== undefined) disk.move(emptied(index), target(folder));
  for (const { path } of journal.removals)
    if (disk.look(old(path)) !== undefined) disk.move(old(path), target(path));
  syncFolders(disk, place, journal);
}

function ensureFolder(disk: Disk, path: string): void {
  if (disk.look(path)?.kind !== "directory") disk.createFolder(path);
}

/** Every folder in whose list of names a step changed something, as far as it is there now. */
function syncFolders(disk: Disk, place: Place, journal: Journal): void {
  const changed = [
    ...journal.writes.map((write) => write.path),
    ...journal.removals.map((removal) => removal.path),
    ...journal.folders,
    ...journal.emptied,
  ];
  const folders = new Set(changed.map((path) => dirname(join(place.target, path))));
  for (const folder of folders) if (disk.look(folder)?.kind === "directory") disk.sync(folder, "directory");
}
