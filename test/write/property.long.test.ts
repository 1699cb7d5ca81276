import { existsSync, mkdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeDisk } from "../../src/write/disk.ts";
import { compareTree, type WriteOptions, writeTree } from "../../src/write/write.ts";
import { MemoryDisk } from "./memory-disk.ts";
import { put, scratchFolder, snapshot, textsOf, treeOf } from "./trees.ts";

type Files = Readonly<Record<string, string>>;

/** One folder on some disk, with a user who works in it between the builds. */
interface World {
  readonly target: string;
  readonly options: WriteOptions;
  put(path: string, text: string): void;
  /** Removes a file, and the folders that it leaves empty. */
  remove(path: string): void;
  snapshot(): Files;
}

function memoryWorld(): World {
  const disk = new MemoryDisk();
  const target = "/output/lab";
  disk.put("/output/other", "other\n");
  return {
    target,
    options: { disk },
    put: (path, text) => disk.put(posix.join(target, path), text),
    remove(path) {
      disk.remove(posix.join(target, path));
      for (let at = posix.dirname(path); at !== "."; at = posix.dirname(at))
        disk.removeFolder(posix.join(target, at));
    },
    snapshot: () => disk.snapshot(target),
  };
}

function realWorld(): World {
  const target = join(scratchFolder(), "lab");
  return {
    target,
    options: { disk: nodeDisk },
    put: (path, text) => put(target, { [path]: text }),
    remove(path) {
      rmSync(join(target, path));
      try {
        for (let at = dirname(path); at !== "."; at = dirname(at)) rmdirSync(join(target, at));
      } catch (error) {
        expect(error).toMatchObject({ code: "ENOTEMPTY" });
      }
    },
    snapshot() {
      if (!existsSync(target)) mkdirSync(target);
      return snapshot(target);
    },
  };
}

const isBelow = (path: string, folder: string) => path.startsWith(`${folder}/`);

/** What must come out, told from the tree and the user's files alone; undefined where they are in each other's way. */
function expected(tree: Files, foreign: Files): Files | undefined {
  for (const path of Object.keys(foreign)) {
    if (tree[path] !== undefined && tree[path] !== foreign[path]) return undefined;
    if (Object.keys(tree).some((wanted) => isBelow(wanted, path) || isBelow(path, wanted))) return undefined;
  }
  return { ...foreign, ...textsOf(treeOf(tree)) };
}

interface Round {
  readonly tree: Files;
  /** What the user puts where no folder is in the way: text, or undefined for removing. */
  readonly edits: readonly (readonly [string, string | undefined])[];
}

function play(world: World, rounds: readonly Round[]): void {
  let owned = new Set<string>();
  for (const { tree, edits } of rounds) {
    for (const [path, text] of edits) {
      const there = Object.keys(world.snapshot());
      if (text === undefined) {
        if (there.includes(path)) world.remove(path);
        // A file that was ours and comes again by hand is still in the inventory.
      } else if (!there.some((other) => isBelow(other, path) || isBelow(path, other))) world.put(path, text);
    }
    const before = world.snapshot();
    const foreign = Object.fromEntries(Object.entries(before).filter(([path]) => !owned.has(path)));
    const after = expected(tree, foreign);
    const compared = compareTree(world.target, treeOf(tree), world.options);
    const { value, diagnostics } = writeTree(world.target, treeOf(tree), world.options);
    if (after === undefined) {
      expect(value).toBeUndefined();
      expect(compared.value).toBeUndefined();
      expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(["E_OUTPUT_FOREIGN"]));
      expect(world.snapshot()).toEqual(before);
      continue;
    }
    expect(diagnostics.every(({ code }) => code === "W_OUTPUT_EDITED")).toBe(true);
    expect(world.snapshot()).toEqual(after);
    expect(value).toMatchObject({ ...compared.value });
    expect(value?.written).toBe(JSON.stringify(sortKeys(before)) !== JSON.stringify(sortKeys(after)));
    expect(writeTree(world.target, treeOf(tree), world.options).value?.written).toBe(false);
    owned = new Set([...Object.keys(tree), "k8sgen.json"]);
  }
}

const sortKeys = (files: Files) => Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));

/** Few names and texts, so that trees, folders and the user's files meet often. */
const names = fc.constantFrom("a", "b", "c", "a/a", "a/b", "b/a", "a/a/a", "a/b/c", "c/a", "c/b/a");
const texts = fc.constantFrom("x\n", "y\n", "");
const trees = fc.dictionary(names, texts, { maxKeys: 7, noNullPrototype: true }).map((chosen) => {
  const paths = Object.keys(chosen);
  return Object.fromEntries(
    Object.entries(chosen).filter(([path]) => !paths.some((other) => isBelow(other, path))),
  );
});
const rounds = fc.array(
  fc.record({
    tree: trees,
    edits: fc.array(fc.tuple(names, fc.option(texts, { nil: undefined })), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 6 },
);

describe("for any trees, one after the other, and any files of the user: the result is the tree and those files", () => {
  test("in memory", () =>
    fc.assert(
      fc.property(rounds, (played) => play(memoryWorld(), played)),
      { numRuns: 1000 },
    ));
  test("on the disk", () =>
    fc.assert(
      fc.property(rounds, (played) => play(realWorld(), played)),
      { numRuns: 60 },
    ));
});
