import { join } from "node:path";
import { digestOf } from "./digest.ts";
import type { Disk } from "./disk.ts";
import { encodeJournal, type FileWrite, type Journal } from "./journal.ts";
import { allFoldersOf, INVENTORY, type Place, sorted } from "./paths.ts";
import type { Survey } from "./survey.ts";
import type { Tree } from "./tree.ts";

/** The steps from what was found to the wanted tree. */
export function planJournal(found: Survey, tree: Tree): Journal {
  const writes: FileWrite[] = [];
  for (const path of inventoryLast([...found.added, ...found.changed.keys()])) {
    const bytes = tree.get(path);
    if (bytes === undefined) throw new Error(`not in the tree: ${path}`);
    const was = found.changed.get(path);
    writes.push({ path, is: digestOf(bytes), ...(was === undefined ? {} : { was }) });
  }
  const removals = [...found.removed].map(([path, was]) => ({ path, was }));
  return { writes, removals, folders: found.missingFolders, emptied: found.emptied };
}

function inventoryLast(paths: readonly string[]): readonly string[] {
  const others = sorted(paths.filter((path) => path !== INVENTORY));
  return others.length === paths.length ? others : [...others, INVENTORY];
}

/**
 * Puts all new files, and the folders that take the old ones, into the working folder, and returns once they are on
 * stable storage. Nothing of it counts before `commit`.
 * @throws DiskError
 */
export function stage(disk: Disk, place: Place, journal: Journal, tree: Tree): void {
  const writes = journal.writes.map((write) => write.path);
  const leaving = [...journal.writes.filter((write) => write.was !== undefined), ...journal.removals];
  const folders = [
    ...makeFolders(disk, place.fresh, writes),
    ...makeFolders(
      disk,
      place.old,
      leaving.map((item) => item.path),
    ),
    ...makeFolders(disk, place.emptied, []),
  ];
  for (const path of writes) {
    const bytes = tree.get(path);
    if (bytes !== undefined) disk.create(join(place.fresh, path), bytes);
  }
  // After the last byte is written, so that the system can write many of them in one go.
  for (const path of writes) disk.sync(join(place.fresh, path), "file");
  for (const folder of folders) disk.sync(folder, "directory");
  disk.sync(place.work, "directory");
  disk.sync(place.parent, "directory");
}

function makeFolders(disk: Disk, root: string, paths: Iterable<string>): readonly string[] {
  const folders = [root, ...[...allFoldersOf(paths)].map((folder) => join(root, folder))];
  for (const folder of folders) disk.createFolder(folder);
  return folders;
}

/**
 * The one moment at which the new tree becomes the one that will be found: the journal appears under its name.
 * @throws DiskError
 */
export function commit(disk: Disk, place: Place, journal: Journal): void {
  disk.create(place.journalDraft, encodeJournal(journal));
  disk.sync(place.journalDraft, "file");
  disk.move(place.journalDraft, place.journal);
}

/**
 * Removes what a write left in the working folder, whether it was completed, undone or never committed. Other things
 * in there, and what links point at, stay.
 * @returns whether there was anything
 * @throws DiskError
 */
export function discard(disk: Disk, place: Place): boolean {
  const left = [place.fresh, place.old, place.emptied, place.journalDraft].filter(
    (path) => disk.look(path) !== undefined,
  );
  for (const path of left) removeAll(disk, path);
  return left.length > 0;
}

function removeAll(disk: Disk, path: string): void {
  if (disk.look(path)?.kind === "directory") {
    for (const { name } of disk.list(path) ?? []) removeAll(disk, join(path, name));
    disk.removeFolder(path);
  } else {
    disk.remove(path);
  }
}
