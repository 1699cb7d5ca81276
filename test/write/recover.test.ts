import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeDisk } from "../../src/write/disk.ts";
import { machineProcesses } from "../../src/write/lock.ts";
import { compareTree, recover, writeTree } from "../../src/write/write.ts";
import { type Step, watched } from "./disks.ts";
import { codesOf, FOREIGN, NEW, OLD, put, scratchFolder, sha256, snapshot, textsOf } from "./trees.ts";

interface Scene {
  readonly base: string;
  readonly target: string;
  readonly work: string;
}

/** A build over an earlier one that died before the first step that fits; its process is gone. */
function interrupted(at: (step: Step) => boolean): Scene {
  const base = scratchFolder();
  const target = join(base, "output", "lab");
  writeTree(target, OLD);
  put(target, FOREIGN);
  put(base, { "outside/x": "precious\n" });
  class Died extends Error {}
  let isDead = false;
  const disk = watched(nodeDisk, (step) => {
    isDead ||= at(step);
    if (isDead) throw new Died();
    return undefined;
  });
  const processes = { ...machineProcesses, self: { ...machineProcesses.self, pid: 2 ** 22 + 1 } };
  expect(() => writeTree(target, NEW, { disk, processes })).toThrow(Died);
  return { base, target, work: join(base, "output", ".lab.k8sgen") };
}

const isMoving = (end: string) => (step: Step) => step.call === "move" && step.path.endsWith(end);
/** Committed, and nothing done yet. */
const atFirstMove = isMoving("old/file-then-folder");
/** The old file is gone, the new one not there. */
const inTheGap = isMoving("lab/README.md");
const atLastMove = isMoving("lab/k8sgen.json");

function unchangedBy(base: string, action: () => void): void {
  const before = snapshot(base);
  action();
  const after = snapshot(base);
  // The lock of the dead is not missed by anybody.
  for (const files of [before, after])
    for (const path of Object.keys(files)) if (path.includes("/lock-")) delete files[path];
  expect(after).toEqual(before);
}

describe("an interrupted build", () => {
  test.each([
    ["before the commit", (step: Step) => step.path.endsWith("journal.draft"), "discarded", OLD],
    ["at the first move", atFirstMove, "completed", NEW],
    ["between two moves", inTheGap, "completed", NEW],
    ["at the last move", atLastMove, "completed", NEW],
    ["while tidying up", isRemoving("journal.json"), "completed", NEW],
  ] as const)("%s is ended by recover", (_name, at, recovered, tree) => {
    const { target } = interrupted(at);
    expect(recover(target)).toEqual({ value: recovered, diagnostics: [] });
    expect(snapshot(target)).toEqual(textsOf(tree, FOREIGN));
    expect(readdirSync(join(target, ".."))).toEqual(["lab"]);
    expect(recover(target)).toEqual({ value: "nothing", diagnostics: [] });
  });

  test("is ended by the next build, which says so", () => {
    const { target } = interrupted(inTheGap);
    expect(writeTree(target, NEW).value).toMatchObject({ written: false, recovered: "completed" });
    expect(snapshot(target)).toEqual(textsOf(NEW, FOREIGN));
  });

  test("is ended before another tree is written", () => {
    const { target } = interrupted(inTheGap);
    expect(writeTree(target, OLD)).toMatchObject({
      value: { written: true, recovered: "completed", edited: [] },
      diagnostics: [],
    });
    expect(snapshot(target)).toEqual(textsOf(OLD, FOREIGN));
  });
});

function isRemoving(end: string): (step: Step) => boolean {
  return (step) => step.call === "remove" && step.path.endsWith(end);
}

describe("what the user did since the interruption", () => {
  test("a file put where a new one is to come is not replaced; once it is gone the build is completed", () => {
    const { base, target } = interrupted(atFirstMove);
    put(target, { "k3s/node-1/config.yaml": "mine\n" });
    unchangedBy(base, () => {
      for (const call of [
        () => recover(target),
        () => writeTree(target, NEW),
        () => compareTree(target, NEW),
      ]) {
        const { value, diagnostics } = call();
        expect(value).toBeUndefined();
        expect(diagnostics).toMatchObject([
          { code: "E_OUTPUT_FOREIGN", location: { file: join(target, "k3s/node-1/config.yaml") } },
        ]);
      }
    });
    renameSync(join(target, "k3s/node-1/config.yaml"), join(target, "saved.yaml"));
    expect(recover(target)).toEqual({ value: "completed", diagnostics: [] });
    expect(snapshot(target)).toEqual(textsOf(NEW, { ...FOREIGN, "saved.yaml": "mine\n" }));
  });

  test.each([
    [
      "where a folder of ours was and a file is to come",
      "folder-then-file",
      (step: Step) => isMoving("folder-then-file")(step) && !step.path.includes("emptied"),
    ],
    [
      "where a file of ours was and a folder is to come",
      "file-then-folder",
      (step: Step) => step.path.endsWith("lab/file-then-folder"),
    ],
  ])("a file put %s is not replaced", (_name, path, at) => {
    const { base, target } = interrupted(at);
    expect(snapshot(target)[path]).toBeUndefined();
    put(target, { [path]: "mine\n" });
    unchangedBy(base, () => expect(codesOf(recover(target))).toEqual(["E_OUTPUT_FOREIGN"]));
  });

  test("a file with the bytes of the new one is taken over", () => {
    const { target } = interrupted(atFirstMove);
    put(target, { "k3s/node-1/config.yaml": "token: none\n" });
    expect(recover(target)).toEqual({ value: "completed", diagnostics: [] });
  });

  test.each([
    ["README.md", "directory"],
    ["k3s", "file"],
  ])("%s as a %s is in the way", (path, kind) => {
    const { base, target } = interrupted(atFirstMove);
    rmSync(join(target, path), { force: true });
    if (kind === "directory") mkdirSync(join(target, path));
    else writeFileSync(join(target, path), "mine\n");
    unchangedBy(base, () => expect(codesOf(recover(target))).toEqual(["E_OUTPUT_FOREIGN"]));
  });

  test.each(["README.md", "chart", "k3s", "manifests/gone"])("a link at %s is not followed", (path) => {
    const { base, target } = interrupted(atFirstMove);
    rmSync(join(target, path), { recursive: true, force: true });
    symlinkSync(join(base, "outside"), join(target, path));
    unchangedBy(base, () => expect(codesOf(recover(target))).toEqual(["E_OUTPUT_LINK"]));
  });

  test("a generated file that was edited is replaced with a warning", () => {
    const { target } = interrupted(atFirstMove);
    put(target, { "chart/values.yaml": "edited\n" });
    expect(recover(target)).toMatchObject({ value: "completed", diagnostics: [{ code: "W_OUTPUT_EDITED" }] });
    expect(snapshot(target)).toEqual(textsOf(NEW, FOREIGN));
  });

  test("a file that was to go and has other bytes now is the user's", () => {
    const { target } = interrupted(atFirstMove);
    put(target, { "manifests/gone/y.yaml": "edited\n" });
    expect(recover(target)).toEqual({ value: "completed", diagnostics: [] });
    expect(snapshot(target)).toEqual(textsOf(NEW, { ...FOREIGN, "manifests/gone/y.yaml": "edited\n" }));
  });

  test("everything brought back by Git: the build after it ends with the new tree", () => {
    for (const at of [atFirstMove, inTheGap, atLastMove]) {
      const { target } = interrupted(at);
      rmSync(join(target, "file-then-folder"), { recursive: true });
      rmSync(join(target, "folder-then-file"), { recursive: true, force: true });
      put(target, textsOf(OLD));
      // What was moved before and is old again now cannot be told from an edit.
      expect(new Set(codesOf(writeTree(target, NEW)))).toEqual(
        new Set(at === atLastMove ? ["W_OUTPUT_EDITED"] : []),
      );
      expect(snapshot(target)).toMatchObject(textsOf(NEW, FOREIGN));
    }
  });
});

describe("a working folder is trusted with nothing", () => {
  const journal = (change: object): string =>
    JSON.stringify({
      ...{ apiVersion: "k8sgen.dev/v1", kind: "Journal", writes: [], removals: [], folders: [], emptied: [] },
      ...change,
    });
  const digest = sha256("precious\n");
  const up = "../../outside/x";

  test.each([
    ["no JSON", "{"],
    ["of another kind", journal({ kind: "Inventory" })],
    ["without a list", journal({ folders: undefined })],
    ["with a write upwards", journal({ writes: [{ path: up, is: digest }] })],
    ["with a write to an absolute path", journal({ writes: [{ path: "/x", is: digest }] })],
    ["with a write without digest", journal({ writes: [{ path: "x" }] })],
    ["with a removal upwards", journal({ removals: [{ path: up, was: digest }] })],
    ["with a removal without digest", journal({ removals: [{ path: "x" }] })],
    ["with a folder upwards", journal({ folders: ["../../outside/new"] })],
    ["with an emptied folder upwards", journal({ emptied: ["../../outside"] })],
    ["with the output folder as emptied", journal({ emptied: [""] })],
  ])("a journal that is %s", (_name, text) => {
    const { base, target, work } = interrupted(atFirstMove);
    writeFileSync(join(work, "journal.json"), text);
    unchangedBy(base, () => {
      for (const result of [recover(target), compareTree(target, NEW), writeTree(target, NEW)]) {
        expect(result.value).toBeUndefined();
        expect(result.diagnostics).toMatchObject([
          { code: "E_OUTPUT_INVENTORY", location: { file: join(work, "journal.json") } },
        ]);
      }
    });
  });

  test.each(["journal.json", "new", "new/chart", "new/README.md", "old", "old/manifests", "emptied"])(
    "a link at %s",
    (path) => {
      const { base, target, work } = interrupted(atFirstMove);
      rmSync(join(work, path), { recursive: true });
      symlinkSync(join(base, "outside"), join(work, path));
      unchangedBy(base, () => expect(codesOf(recover(target))).toEqual(["E_OUTPUT_INVENTORY"]));
    },
  );

  test("what was never committed is thrown away without following links; other things stay", () => {
    const { base, target, work } = interrupted((step) => step.path.endsWith("journal.draft"));
    rmSync(join(work, "old"), { recursive: true });
    symlinkSync(join(base, "outside"), join(work, "old"));
    symlinkSync(join(base, "outside"), join(work, "new/chart/link"));
    put(work, { "mine.txt": "mine\n" });
    expect(writeTree(target, NEW)).toMatchObject({ value: { written: true, recovered: "discarded" } });
    expect(snapshot(target)).toEqual(textsOf(NEW, FOREIGN));
    expect(snapshot(join(base, "outside"))).toEqual({ x: "precious\n" });
    expect(snapshot(work)).toEqual({ "mine.txt": "mine\n" });
  });
});
