import type { FileSystem } from "../fs/filesystem.ts";
import { sortedEntries } from "../values/sorted.ts";
import type { Digest } from "../write/digest.ts";
import { INVENTORY } from "../write/paths.ts";
import type { Contents } from "./contents.ts";
import type { Files } from "./model.ts";
import { readFiles, type Standing, sharedFiles } from "./standing.ts";

/** The tree of `shared/` that holds these folders, with its inventory. */
export function sharedTree(folders: ReadonlyMap<string, Files>, contents: Contents): Files {
  const files = new Map<string, Digest>(
    [...folders].flatMap(([name, own]) =>
      [...own].map(([path, digest]) => [`${name}/${path}`, digest] as const),
    ),
  );
  files.set(".gitattributes", contents.text("* -text\n"));
  const sorted = sortedEntries(files);
  const inventory = { apiVersion: "k8sgen.dev/v1", kind: "Inventory", files: Object.fromEntries(sorted) };
  return new Map([...sorted, [INVENTORY, contents.text(`${JSON.stringify(inventory, null, 2)}\n`)]]);
}

/**
 * Folders of `shared/` as they stand on disk, with their bytes in the contents.
 * @param folder path of `shared/`
 * @param names those that are wanted; one that is not there, or was changed by hand, is left out
 */
export function standingFolders(
  fs: FileSystem,
  folder: string,
  standing: Standing | undefined,
  names: Iterable<string>,
  contents: Contents,
): ReadonlyMap<string, Files> {
  const found = new Map<string, Files>();
  for (const name of names) {
    const files = sharedFiles(standing, name);
    if (files.size > 0 && readFiles(fs, `${folder}/${name}`, files, contents).length === 0)
      found.set(name, files);
  }
  return found;
}
