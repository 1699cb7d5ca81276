import { allFoldersOf, INVENTORY, isPlainPath } from "./paths.ts";

/** An output folder's files: path with `/` -> bytes. The inventory `k8sgen.json` is one of them. */
export type Tree = ReadonlyMap<string, Uint8Array>;

/**
 * A tree that could not be written as it is would be a fault of the stages before, found by their own checks; it must
 * not reach the disk.
 * @throws Error for a path that is not plain, a file that is also a folder, or a tree without inventory.
 */
export function assertTree(tree: Tree): void {
  if (!tree.has(INVENTORY)) throw new Error(`the tree has no ${INVENTORY}`);
  const folders = allFoldersOf(tree.keys());
  for (const path of tree.keys()) {
    if (!isPlainPath(path)) throw new Error(`not a path inside of the output: ${JSON.stringify(path)}`);
    if (folders.has(path)) throw new Error(`both a file and a folder: ${path}`);
  }
}
