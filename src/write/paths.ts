import { basename, dirname, join, resolve } from "node:path";

/** An output folder and the folder beside it that a write works in. */
export interface Place {
  /** The output folder as the user wrote it, for messages. */
  readonly shown: string;
  /** The output folder, absolute. */
  readonly target: string;
  /** The folder that holds both. */
  readonly parent: string;
  /** The working folder: absent unless a write is running or was interrupted. */
  readonly work: string;
  /** Where files are staged under the path they will have. */
  readonly fresh: string;
  /** Where replaced and removed files wait until the write is complete. */
  readonly old: string;
  /** Where folders wait that the removals left empty, each under its place in the journal's list. */
  readonly emptied: string;
  /** Its being there is the commit: what is staged is rolled forward, by whoever comes next. */
  readonly journal: string;
  readonly journalDraft: string;
}

/** The inventory's path inside of every output tree. */
export const INVENTORY = "k8sgen.json";

/** `output/turing-pi` -> that folder and `output/.turing-pi.k8sgen`, on one file system as a rule. */
export function placeOf(shown: string): Place {
  const target = resolve(shown);
  const parent = dirname(target);
  if (parent === target) throw new Error("the root folder cannot be an output folder");
  const work = join(parent, `.${basename(target)}.k8sgen`);
  return {
    shown: shown.replace(/(?<=.)[/\\]+$/, ""),
    target,
    parent,
    work,
    fresh: join(work, "new"),
    old: join(work, "old"),
    emptied: join(work, "emptied"),
    journal: join(work, "journal.json"),
    journalDraft: join(work, "journal.draft"),
  };
}

/**
 * True for a relative path of plain names joined by `/`, the only kind that the inventory or a journal may name: it
 * cannot leave its folder on any system, nor reach Git's own files, nor a Windows drive or stream.
 */
export function isPlainPath(path: string): boolean {
  return path.split("/").every((name) => {
    if (name === "" || name === "." || name === ".." || /[\u0000-\u001f\u007f\\:]/.test(name)) return false;
    return name.toLowerCase() !== ".git";
  });
}

/** The folders on the way to a path, outermost first: `a/b/c` -> `a`, `a/b`. */
export function foldersOf(path: string): readonly string[] {
  const names = path.split("/");
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join("/"));
}

/** Every folder on the way to any of the paths. */
export function allFoldersOf(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) for (const folder of foldersOf(path)) folders.add(folder);
  return folders;
}

/** By code unit, so that the order is the same everywhere; a folder comes before what is in it. */
export function sorted(paths: Iterable<string>): readonly string[] {
  return [...paths].sort();
}
