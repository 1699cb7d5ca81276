import { type FileSystem, orAbsent } from "../fs/filesystem.ts";
import { getAt, isArray, isObject, type Json } from "../values/json.ts";
import { digestOf } from "../write/digest.ts";
import { parseJson, readInventory } from "../write/inventory.ts";
import { INVENTORY } from "../write/paths.ts";
import type { Contents } from "./contents.ts";
import type { Files } from "./model.ts";
import { SHARED } from "./share.ts";

/** A folder of the output as an earlier build left it, by its inventory. */
export interface Standing {
  /** Version of the umbrella; empty in `shared/`. */
  readonly version: string;
  /** What it takes from `shared/`; undefined where the folder was not written with other labs. */
  readonly shared: readonly string[] | undefined;
  /** All files but the inventory. */
  readonly files: Files;
  readonly inventory: Uint8Array;
}

/** What stands in a folder; undefined where there is no inventory that can be read. */
export function standingIn(fs: FileSystem, folder: string): Standing | undefined {
  const path = `${folder}/${INVENTORY}`;
  const bytes = readFile(fs, path);
  if (bytes === undefined) return undefined;
  const { value: files } = readInventory(bytes, path);
  if (files === undefined) return undefined;
  const root = parseJson(bytes) as Json;
  const shared = isObject(root) ? root[SHARED] : undefined;
  return {
    version: String(getAt(root, ["version"]) ?? ""),
    shared: isArray(shared) ? shared.map(String) : undefined,
    files,
    inventory: bytes,
  };
}

/** What cannot be read is told when the folder is compared. */
const readFile = (fs: FileSystem, path: string): Uint8Array | undefined =>
  orAbsent(() => (fs.kind(path) === "file" ? fs.read(path) : undefined));

/** Reads the files of a folder into the contents, as far as they are what their digests say; gives the paths that are not. */
export function readFiles(
  fs: FileSystem,
  folder: string,
  files: Files,
  contents: Contents,
): readonly string[] {
  return [...files].flatMap(([path, digest]) => {
    const bytes = readFile(fs, `${folder}/${path}`);
    if (bytes === undefined || digestOf(bytes) !== digest) return [path];
    contents.add(bytes);
    return [];
  });
}

/** The files of one folder of `shared/`, by their paths in it. */
export const sharedFiles = (shared: Standing | undefined, name: string): Files =>
  new Map(
    [...(shared?.files ?? [])].flatMap(([path, digest]) =>
      path.startsWith(`${name}/`) ? [[path.slice(name.length + 1), digest] as const] : [],
    ),
  );

/** The files of a lab as if nothing of it was shared. */
export function unshared({ files, shared: taken = [] }: Standing, shared: Standing | undefined): Files {
  const all = new Map(files);
  for (const name of taken) {
    const folder = name.replace(/-[0-9a-f]{12}$/, "");
    all.delete(`${folder}/kustomization.yaml`);
    for (const [path, digest] of sharedFiles(shared, name)) all.set(`${folder}/${path}`, digest);
  }
  return all;
}
