import { join } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { digestOf } from "./digest.ts";
import type { Disk } from "./disk.ts";
import { showPath } from "./faults.ts";
import type { FileWrite, Journal } from "./journal.ts";
import {
  editedReplaced,
  foreignFile,
  foreignFolder,
  foreignInsteadOfFolder,
  journalBroken,
  linkInTheWay,
} from "./messages.ts";
import { allFoldersOf, type Place } from "./paths.ts";

/**
 * Whether a journal that was found can be carried out as it stands. Between the interruption and now anything may have
 * been put into the folders, and the journal may come from anywhere: no step may replace what is not k8sgen's, and
 * none may pass through a link.
 * @returns errors, after which nothing may be done; warnings for generated files that were changed since
 * @throws DiskError
 */
export function recheck(disk: Disk, place: Place, journal: Journal): readonly Diagnostic[] {
  // By lower case, for disks on which a file that goes and one that comes may be one name.
  const goingFiles = new Map(journal.removals.map(({ path, was }) => [path.toLowerCase(), was]));
  const goingFolders = new Set(journal.emptied.map((path) => path.toLowerCase()));
  const comes = new Set(journal.writes.map(({ path }) => path));
  const incoming = allFoldersOf(comes);
  const outgoing = allFoldersOf(
    [...journal.writes.filter(({ was }) => was !== undefined), ...journal.removals].map(({ path }) => path),
  );
  const isStaged = (root: string, folders: Iterable<string>): boolean =>
    ["", ...folders].every((folder) => {
      const kind = disk.look(join(root, folder))?.kind;
      return kind === undefined || kind === "directory";
    });
  if (!isStaged(place.fresh, incoming) || !isStaged(place.old, outgoing) || !isStaged(place.emptied, []))
    return [notStaged(place)];
  const diagnostics: Diagnostic[] = [];
  for (const folder of new Set(["", ...journal.folders, ...journal.emptied, ...incoming, ...outgoing])) {
    const path = join(place.target, folder);
    const kind = disk.look(path)?.kind;
    if (kind === undefined || kind === "directory") continue;
    const shown = folder === "" ? place.shown : `${place.shown}/${folder}`;
    const goes = kind === "file" && goingFiles.get(folder.toLowerCase()) === digestOf(disk.read(path));
    if (kind === "link") diagnostics.push(linkInTheWay(shown));
    else if (!goes && !comes.has(folder)) diagnostics.push(foreignInsteadOfFolder(shown));
  }
  // Looking further would look through the link.
  if (diagnostics.length > 0) return diagnostics;

  function recheckWrite({ path, is, was }: FileWrite): Diagnostic | undefined {
    const staged = disk.look(join(place.fresh, path))?.kind;
    if (staged === undefined) return undefined;
    if (staged !== "file") return notStaged(place);
    const target = join(place.target, path);
    const shown = `${place.shown}/${path}`;
    const kind = disk.look(target)?.kind;
    if (kind === undefined) return undefined;
    if (kind === "link") return linkInTheWay(shown);
    if (kind === "other") return foreignFile(shown);
    if (kind === "directory") return goingFolders.has(path.toLowerCase()) ? undefined : foreignFolder(shown);
    const digest = digestOf(disk.read(target));
    if ([is, was, goingFiles.get(path.toLowerCase())].includes(digest)) return undefined;
    return was === undefined ? foreignFile(shown) : editedReplaced(shown);
  }
  return journal.writes.flatMap((write) => recheckWrite(write) ?? []);
}

const notStaged = (place: Place): Diagnostic =>
  journalBroken(showPath(place, place.journal), "what it speaks of is not what was staged");
