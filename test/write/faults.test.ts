import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type Disk, DiskError } from "../../src/write/disk.ts";
import { machineProcesses, type Processes } from "../../src/write/lock.ts";
import type { Tree } from "../../src/write/tree.ts";
import { compareTree, recover, writeTree } from "../../src/write/write.ts";
import { failing, type Step, stepsOf } from "./disks.ts";
import { MemoryDisk } from "./memory-disk.ts";
import { codesOf, FOREIGN, NEW, OLD, put, scratchFolder, snapshot, textsOf, treeOf } from "./trees.ts";

const TARGET = "/home/output/lab";
const OLD_TEXTS = textsOf(OLD, FOREIGN);
const NEW_TEXTS = textsOf(NEW, FOREIGN);

function prepared(): MemoryDisk {
  const disk = new MemoryDisk();
  writeTree(TARGET, OLD, { disk });
  for (const [path, text] of Object.entries(FOREIGN)) disk.put(`${TARGET}/${path}`, text);
  return disk;
}

/** The next command is another process; the one before it has ended. */
const nextCommand: Processes = {
  self: { ...machineProcesses.self, pid: 1, start: 1 },
  startOf: () => undefined,
  now: () => 0,
};

const count = stepsOf(prepared(), (disk) => void writeTree(TARGET, NEW, { disk })).length;

describe("a step that fails", () => {
  test.each(["ENOSPC", "EXDEV", "EUNKNOWN"])(
    "once with %s: the old tree and a diagnostic, or the new tree",
    (code) => {
      const outcomes = new Set<string>();
      for (let bad = 0; bad < count; bad++) {
        const disk = prepared();
        let failed: Step | undefined;
        const broken = failing(disk, (step, number) => {
          if (number !== bad) return undefined;
          failed = step;
          return code;
        });
        const { value, diagnostics } = writeTree(TARGET, NEW, { disk: broken });
        expect(failed).toBeDefined();
        outcomes.add(value === undefined ? "old" : "new");
        expect(disk.snapshot(TARGET), `${failed?.call} ${failed?.path}`).toEqual(
          value === undefined ? OLD_TEXTS : NEW_TEXTS,
        );
        expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(
          value === undefined ? ["E_OUTPUT_WRITE"] : [],
        );
        for (const { message, hint, location } of diagnostics) {
          expect(message).toContain(location?.file);
          expect(hint).toContain("nothing in the output folder was changed");
        }
        // What is left beside the folder is no more than tidying up, which the next command does.
        expect(writeTree(TARGET, NEW, { disk, processes: nextCommand }).diagnostics).toEqual([]);
        expect(disk.snapshot(TARGET)).toEqual(NEW_TEXTS);
        expect(disk.list("/home/output")?.map(({ name }) => name)).toEqual(["lab"]);
      }
      expect(outcomes).toEqual(new Set(["old", "new"]));
    },
  );

  test("because the disk is full from then on: never half", () => {
    for (let bad = 0; bad < count; bad++) {
      const disk = prepared();
      const full = failing(disk, ({ call }, number) =>
        number >= bad && (call === "create" || call === "createFolder") ? "ENOSPC" : undefined,
      );
      const { value } = writeTree(TARGET, NEW, { disk: full });
      expect(disk.snapshot(TARGET)).toEqual(value === undefined ? OLD_TEXTS : NEW_TEXTS);
      expect(disk.list("/home/output")?.map(({ name }) => name)).toEqual(["lab"]);
    }
  });

  test("because the disk takes nothing from then on: what is half done is told, and completed later", () => {
    const outcomes = new Set<string>();
    for (let bad = 0; bad < count; bad++) {
      const disk = prepared();
      const dead = failing(disk, (_step, number) => (number >= bad ? "EROFS" : undefined));
      const { value, diagnostics } = writeTree(TARGET, NEW, { disk: dead });
      const found = disk.snapshot(TARGET);
      if (value === undefined) {
        expect(diagnostics).toHaveLength(1);
        const isHalf = diagnostics[0]?.message.includes("Part of `/home/output/lab` is new");
        if (!isHalf) expect(found).toEqual(OLD_TEXTS);
        outcomes.add(isHalf ? "half" : "old");
        if (isHalf) expect(codesOf(compareTree(TARGET, NEW, { disk: dead }))).toEqual(["E_OUTPUT_WRITE"]);
        const isOld = recover(TARGET, { disk, processes: nextCommand }).value !== "completed";
        expect(disk.snapshot(TARGET)).toEqual(isOld ? OLD_TEXTS : NEW_TEXTS);
        expect(isOld).toBe(!isHalf);
      } else {
        outcomes.add("new");
        expect(found).toEqual(NEW_TEXTS);
      }
    }
    expect(outcomes).toEqual(new Set(["old", "half", "new"]));
  });

  test("says which file, why and what to do", () => {
    const full = failing(prepared(), ({ path }) => (path.endsWith("new/README.md") ? "ENOSPC" : undefined));
    expect(writeTree(TARGET, NEW, { disk: full }).diagnostics).toEqual([
      {
        code: "E_OUTPUT_WRITE",
        severity: "error",
        message: "Writing `/home/output/lab/README.md` failed: the disk is full.",
        location: { file: "/home/output/lab/README.md", line: 1, column: 1 },
        hint: "free some space and run the command again; nothing in the output folder was changed",
      },
    ]);
  });

  test.each([
    ["ENOSPC", /: the disk is full\.$/],
    ["EDQUOT", /quota/],
    ["EACCES", /: permission denied\.$/],
    ["EPERM", /: permission denied\.$/],
    ["EROFS", /: the file system is read-only\.$/],
    ["ENOTDIR", /: part of the path is not a folder\.$/],
    ["EISDIR", /: a folder is there\.$/],
    ["EIO", /: the disk reports a fault\.$/],
    ["EUNKNOWN", /: EUNKNOWN\.$/],
  ])("with %s is told in words", (code, words) => {
    const { diagnostics } = writeTree(TARGET, NEW, { disk: failing(prepared(), () => code) });
    expect(diagnostics).toMatchObject([{ code: "E_OUTPUT_WRITE", message: expect.stringMatching(words) }]);
  });

  test("while reading is told as that", () => {
    const disk = prepared();
    const unreadable: Disk = {
      ...failing(disk, () => undefined),
      read(path) {
        throw new DiskError(path, "EACCES");
      },
    };
    const result = compareTree(TARGET, NEW, { disk: unreadable });
    expect(result.diagnostics).toMatchObject([
      {
        code: "E_OUTPUT_WRITE",
        message: "Reading `/home/output/lab/k8sgen.json` failed: permission denied.",
      },
    ]);
  });
});

const mounts: string[] = [];
const mount = (...args: readonly string[]) => spawnSync("mount", args, { stdio: "ignore" }).status === 0;
const canMount = (() => {
  const folder = scratchFolder();
  return mount("-t", "tmpfs", "none", folder) && spawnSync("umount", [folder]).status === 0;
})();
afterEach(() => {
  for (const folder of mounts.splice(0).reverse()) execFileSync("umount", [folder]);
});

function mounted(options: string): string {
  const folder = scratchFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "none", folder]);
  mounts.push(folder);
  return folder;
}

const big = (letter: string, count: number): Tree =>
  treeOf(
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `${letter}${index % 4}/${index}.yaml`,
        letter.repeat(9000),
      ]),
    ),
  );

describe.skipIf(!canMount)("a real disk (needs root and tmpfs)", () => {
  test("that gets full at any file keeps the old tree, or has the new one", () => {
    const outcomes: string[] = [];
    for (let size = 48; size <= 320; size += 16) {
      const folder = join(mounted(`size=${size}k`), "output", "lab");
      const first = writeTree(folder, big("a", 3));
      expect(first.diagnostics).toEqual([]);
      put(folder, { mine: "mine\n" });
      const { value, diagnostics } = writeTree(folder, big("b", 20));
      outcomes.push(value === undefined ? "old" : "new");
      expect(snapshot(folder)).toEqual(
        textsOf(big(value === undefined ? "a" : "b", value === undefined ? 3 : 20), { mine: "mine\n" }),
      );
      if (value === undefined)
        expect(diagnostics).toMatchObject([
          { code: "E_OUTPUT_WRITE", message: expect.stringMatching(/the disk is full\.$/) },
        ]);
      expect(readdirSync(join(folder, ".."))).toEqual(["lab"]);
    }
    expect(new Set(outcomes)).toEqual(new Set(["old", "new"]));
  });

  test("that has no room for another file or folder, at any of them", () => {
    const outcomes: string[] = [];
    for (let inodes = 40; inodes <= 70; inodes++) {
      const folder = join(mounted(`nr_inodes=${inodes}`), "lab");
      expect(writeTree(folder, OLD).diagnostics).toEqual([]);
      const { value } = writeTree(folder, NEW);
      outcomes.push(value === undefined ? "old" : "new");
      expect(snapshot(folder)).toEqual(textsOf(value === undefined ? OLD : NEW));
      expect(readdirSync(join(folder, ".."))).toEqual(["lab"]);
    }
    expect(new Set(outcomes)).toEqual(new Set(["old", "new"]));
  });

  test("that is read-only can be compared with, and refuses a write", () => {
    const folder = mounted("size=1m");
    const target = join(folder, "lab");
    writeTree(target, OLD);
    execFileSync("mount", ["-o", "remount,ro", folder]);
    expect(compareTree(target, NEW)).toMatchObject({
      value: { unchanged: ["chart/same.yaml"] },
      diagnostics: [],
    });
    expect(writeTree(target, OLD)).toMatchObject({ value: { written: false }, diagnostics: [] });
    expect(writeTree(target, NEW).diagnostics).toMatchObject([
      { code: "E_OUTPUT_WRITE", message: expect.stringMatching(/the file system is read-only\.$/) },
    ]);
    expect(codesOf(writeTree(join(folder, "deep", "lab"), NEW))).toEqual(["E_OUTPUT_WRITE"]);
  });

  test.each([["of another disk"], ["of a folder of the same disk"]])(
    "mounted at the output folder: %s",
    (kind) => {
      const base = scratchFolder();
      const target = join(base, "lab");
      mkdirSync(target);
      mkdirSync(join(base, "source"));
      const from = kind.includes("another") ? mounted("size=1m") : join(base, "source");
      execFileSync("mount", ["--bind", from, target]);
      mounts.push(target);
      put(target, { mine: "mine\n" });
      expect(writeTree(target, NEW).diagnostics).toMatchObject([
        {
          code: "E_OUTPUT_WRITE",
          message: expect.stringMatching(/the output folder is a mount of its own\.$/),
        },
      ]);
      expect(snapshot(target)).toEqual({ mine: "mine\n" });
      expect(existsSync(join(base, ".lab.k8sgen"))).toBe(false);
    },
  );
});
