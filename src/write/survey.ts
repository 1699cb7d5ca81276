import { join } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Digest, digestOf } from "./digest.ts";
import type { Disk } from "./disk.ts";
import { foreignFile, foreignFolder, foreignInsteadOfFolder, linkInTheWay } from "./messages.ts";
import { allFoldersOf, INVENTORY, type Place } from "./paths.ts";
import type { Tree } from "./tree.ts";

/** What one walk over the output folder found, compared with the tree that is wanted there. Paths are relative. */
export interface Survey {
  readonly added: readonly string[];
  /** Wanted files that have other bytes now -> digest of what is there. */
  readonly changed: ReadonlyMap<string, Digest>;
  /** Files that an earlier build wrote and that are no longer wanted -> digest of what is there. */
  readonly removed: ReadonlyMap<string, Digest>;
  readonly unchanged: readonly string[];
  /** Nobody's but the user's. A folder that holds nothing else is one entry, with `/` at its end. */
  readonly foreign: readonly string[];
  /** Those of `changed` and `removed` that are not as the earlier build left them. */
  readonly edited: readonly string[];
  /** Wanted folders that are not there yet, outermost first; `""` is the output folder itself. */
  readonly missingFolders: readonly string[];
  /** Unwanted folders that hold nothing once the removals are done, innermost first. */
  readonly emptied: readonly string[];
  /** What is in the way: errors only. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compares by bytes, reading each file of the earlier build and each wanted one once. Never follows a link, never
 * opens what is neither wanted nor the earlier build's, never goes down into a folder that can hold neither.
 * @param earlier what the inventory in the folder lists
 * @throws DiskError
 */
export function survey(disk: Disk, place: Place, earlier: ReadonlyMap<string, Digest>, tree: Tree): Survey {
  const wantedFolders = allFoldersOf(tree.keys());
  const earlierFolders = allFoldersOf(earlier.keys());
  const changed = new Map<string, Digest>();
  const removed = new Map<string, Digest>();
  const unchanged = new Set<string>();
  const foreign: string[] = [];
  const edited: string[] = [];
  const folders = new Set<string>();
  const emptied: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const onDisk = (path: string): string => join(place.target, path);
  const shown = (path: string): string => `${place.shown}/${path}`;

  /** Walks a folder; returns whether it goes: the removals empty it, and it is not wanted. */
  function walk(folder: string): boolean {
    folders.add(folder);
    let stays = 0;
    let goes = 0;
    for (const { name, kind } of disk.list(onDisk(folder)) ?? []) {
      const path = folder === "" ? name : `${folder}/${name}`;
      const entryGoes =
        kind === "directory" ? visitFolder(path) : kind === "file" ? visitFile(path) : visitOther(path, kind);
      if (entryGoes) goes++;
      else stays++;
    }
    if (folder === "" || stays > 0 || goes === 0 || wantedFolders.has(folder)) return false;
    emptied.push(folder);
    return true;
  }

  function visitFolder(path: string): boolean {
    const known = wantedFolders.has(path) || earlierFolders.has(path);
    if (known && walk(path)) return true;
    if (tree.has(path)) diagnostics.push(foreignFolder(shown(path)));
    else if (!known) foreign.push(`${path}/`);
    return false;
  }

  function visitFile(path: string): boolean {
    const wanted = tree.get(path);
    const left = earlier.get(path);
    // An inventory that could be read is an earlier build's, though it does not list itself.
    const owned = left !== undefined || path === INVENTORY;
    if (wanted === undefined && !owned) {
      if (wantedFolders.has(path)) diagnostics.push(foreignInsteadOfFolder(shown(path)));
      else foreign.push(path);
      return false;
    }
    const bytes = disk.read(onDisk(path));
    if (wanted !== undefined && Buffer.compare(wanted, bytes) === 0) {
      unchanged.add(path);
      return false;
    }
    if (!owned) {
      diagnostics.push(foreignFile(shown(path)));
      return false;
    }
    const digest = digestOf(bytes);
    if (left !== undefined && left !== digest) edited.push(path);
    (wanted === undefined ? removed : changed).set(path, digest);
    return wanted === undefined;
  }

  function visitOther(path: string, kind: "link" | "other"): boolean {
    const isFolder = wantedFolders.has(path);
    if (!isFolder && !tree.has(path)) foreign.push(path);
    else if (kind === "link") diagnostics.push(linkInTheWay(shown(path)));
    else diagnostics.push((isFolder ? foreignInsteadOfFolder : foreignFile)(shown(path)));
    return false;
  }

  const exists = disk.look(place.target) !== undefined;
  if (exists) walk("");
  const added = [...tree.keys()].filter((path) => !changed.has(path) && !unchanged.has(path));
  if (exists && diagnostics.length === 0) {
    // A disk that takes `A` and `a` for one name lists the other spelling, and would replace that file.
    const going = new Set([...removed.keys(), ...emptied].map((path) => path.toLowerCase()));
    for (const path of added)
      if (!going.has(path.toLowerCase()) && disk.look(onDisk(path)) !== undefined)
        diagnostics.push(foreignFile(shown(path)));
  }
  return {
    added,
    changed,
    removed,
    unchanged: [...unchanged],
    foreign,
    edited,
    missingFolders: ["", ...wantedFolders].filter((folder) => !folders.has(folder)),
    emptied,
    diagnostics,
  };
}
