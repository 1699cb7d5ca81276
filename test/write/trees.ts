import { createHash } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { Result } from "../../src/diagnostics/diagnostic.ts";
import type { Tree } from "../../src/write/tree.ts";

export const sha256 = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** Files with the inventory that the assemble stage would add. */
export function treeOf(files: Readonly<Record<string, string>>): Tree {
  const digests = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, sha256(text)]));
  const inventory = { apiVersion: "k8sgen.dev/v1", kind: "Inventory", files: digests };
  const all = { ...files, "k8sgen.json": `${JSON.stringify(inventory, undefined, 2)}\n` };
  return new Map(Object.entries(all).map(([path, text]) => [path, new TextEncoder().encode(text)]));
}

/** A tree as `snapshot` shows it, with the user's own files. */
export function textsOf(tree: Tree, foreign: Readonly<Record<string, string>> = {}): Record<string, string> {
  const texts = [...tree].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)] as const);
  return { ...Object.fromEntries(texts), ...foreign };
}

const scratch: string[] = [];
afterAll(() => {
  for (const folder of scratch) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own for one test; it is removed when the test file is done. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "k8sgen-write-"));
  scratch.push(folder);
  return folder;
}

export function put(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Everything below a folder: files with their text, links with their goal, empty folders with `/` and "". */
export function snapshot(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (path: string) => {
    const names = readdirSync(join(folder, path));
    if (names.length === 0 && path !== "") found[`${path}/`] = "";
    for (const name of names) {
      const inside = path === "" ? name : `${path}/${name}`;
      const stats = lstatSync(join(folder, inside));
      if (stats.isSymbolicLink()) found[inside] = `-> ${readlinkSync(join(folder, inside))}`;
      else if (stats.isDirectory()) walk(inside);
      else if (stats.isFile()) found[inside] = readFileSync(join(folder, inside), "utf8");
      else found[inside] = "(neither file, folder nor link)";
    }
  };
  walk("");
  return found;
}

export const codesOf = (result: Result<unknown>): readonly string[] =>
  result.diagnostics.map((diagnostic) => diagnostic.code);

/** A change of every kind: kept, changed, added, removed, emptied, file to folder, folder to file. */
export const OLD = treeOf({
  "README.md": "old readme\n",
  "chart/same.yaml": "same\n",
  "chart/values.yaml": "a: 1\n",
  "manifests/gone/deep/x.yaml": "x\n",
  "manifests/gone/y.yaml": "y\n",
  "manifests/kept/z.yaml": "z\n",
  "file-then-folder": "file\n",
  "folder-then-file/inner/f.yaml": "f\n",
});
export const NEW = treeOf({
  "README.md": "new readme\n",
  "chart/same.yaml": "same\n",
  "chart/values.yaml": "a: 2\nb: 3\n",
  "k3s/node-1/config.yaml": "token: none\n",
  "file-then-folder/g.yaml": "g\n",
  "folder-then-file": "now a file\n",
});
/** The user's own, in folders that stay and in folders that would go. */
export const FOREIGN = {
  "notes.md": "mine\n",
  "chart/mine/deep.txt": "mine\n",
  "manifests/kept/mine.yaml": "mine\n",
};
