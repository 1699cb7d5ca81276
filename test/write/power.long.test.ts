import { describe, expect, test } from "vitest";
import type { Disk } from "../../src/write/disk.ts";
import type { Processes } from "../../src/write/lock.ts";
import type { Tree } from "../../src/write/tree.ts";
import { compareTree, recover, writeTree } from "../../src/write/write.ts";
import { failing, stepsOf, watched } from "./disks.ts";
import { MemoryDisk } from "./memory-disk.ts";
import { FOREIGN, NEW, OLD, textsOf } from "./trees.ts";

const TARGET = "/home/output/lab";

class PowerCut extends Error {}

/** After each cut the machine starts anew, and its processes with it. */
function boot(number: number): Processes {
  return {
    self: { pid: 100 + number, start: number, space: "0123456789ab" },
    startOf: () => undefined,
    now: () => number * 1000,
  };
}

/** Runs until the step of this number, and cuts the power there. */
function runUntil(
  disk: MemoryDisk,
  last: number,
  keeps: () => boolean,
  run: (disk: Disk) => unknown,
): boolean {
  try {
    run(
      watched(disk, (step, number) => {
        if (number === last && step.call === "create" && keeps()) return "torn";
        if (number >= last) throw new PowerCut();
        return undefined;
      }),
    );
    return false;
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    disk.powerCut(keeps);
    return true;
  }
}

function prepared(before: Tree | undefined): MemoryDisk {
  const disk = new MemoryDisk();
  disk.put("/home/notes", "mine\n");
  if (before !== undefined) {
    writeTree(TARGET, before, { disk, processes: boot(0) });
    for (const [path, text] of Object.entries(FOREIGN)) disk.put(`${TARGET}/${path}`, text);
  }
  disk.settle();
  return disk;
}

/** What may be found: the old tree or the new one, each with the user's files. */
function outcome(disk: MemoryDisk, before: Tree | undefined, after: Tree): "old" | "new" {
  const foreign = before === undefined ? {} : FOREIGN;
  const found = disk.snapshot(TARGET);
  try {
    expect(found).toEqual(textsOf(after, foreign));
    return "new";
  } catch {
    expect(found).toEqual(before === undefined ? {} : textsOf(before, foreign));
    return "old";
  }
}

/** All, nothing, or by chance: what a cut leaves of that which was not synced. */
const luck = (seed: number): (() => boolean) => {
  if (seed < 2) return () => seed === 0;
  let state = seed;
  return () => {
    // https://en.wikipedia.org/wiki/Xorshift
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state & 1) === 0;
  };
};

describe.each([
  ["over an earlier build", OLD],
  ["at the first build", undefined],
])("a power failure at any step, %s,", (_name, before) => {
  const write = (disk: Disk, number: number) => writeTree(TARGET, NEW, { disk, processes: boot(number) });
  const count = stepsOf(prepared(before), (disk) => write(disk, 1)).length;

  test("leaves the old or the new tree, whatever was not synced", () => {
    const outcomes = new Set<string>();
    for (let step = 0; step < count; step++) {
      for (let seed = 0; seed < 6; seed++) {
        const disk = prepared(before);
        expect(runUntil(disk, step, luck(seed), (broken) => write(broken, 1))).toBe(true);
        const recovered = recover(TARGET, { disk, processes: boot(2) });
        expect(recovered.diagnostics).toEqual([]);
        outcomes.add(`${recovered.value} ${outcome(disk, before, NEW)}`);
        expect(disk.list("/home/output")?.filter(({ name }) => name !== "lab") ?? []).toEqual([]);
      }
    }
    expect([...outcomes]).toEqual(expect.arrayContaining(["discarded old", "completed new"]));
  });

  test("and once more while recovering", () => {
    const outcomes = new Set<string>();
    for (let first = 0; first < count; first++) {
      // Each pair of remainders comes up for some first step; all pairs would take a minute.
      for (let second = first % 4; ; second += 4) {
        const disk = prepared(before);
        runUntil(disk, first, luck(first * 31 + second), (broken) => write(broken, 1));
        const again = (broken: Disk) => recover(TARGET, { disk: broken, processes: boot(2) });
        if (!runUntil(disk, second, luck(first + second * 17), again)) break;
        expect(recover(TARGET, { disk, processes: boot(3) }).diagnostics).toEqual([]);
        outcomes.add(outcome(disk, before, NEW));
      }
    }
    expect(outcomes).toEqual(new Set(["old", "new"]));
  });

  test("and while a write that failed is undone", () => {
    const outcomes = new Set<string>();
    for (let fault = 0; fault < count; fault++) {
      for (let cut = fault + 1 + (fault % 3); ; cut += 3) {
        const disk = prepared(before);
        const faulty = (broken: Disk) => {
          const once = failing(broken, (_step, number) => (number === fault ? "EIO" : undefined));
          return write(once, 1);
        };
        if (!runUntil(disk, cut, luck(fault + cut * 5), faulty)) break;
        expect(recover(TARGET, { disk, processes: boot(2) }).diagnostics).toEqual([]);
        outcomes.add(outcome(disk, before, NEW));
      }
    }
    expect(outcomes).toEqual(new Set(["old", "new"]));
  });

  test("is finished by compareTree, which then sees one tree", () => {
    let completed = 0;
    for (let step = 0; step < count; step++) {
      const disk = prepared(before);
      runUntil(disk, step, luck(step), (broken) => write(broken, 1));
      const { value, diagnostics } = compareTree(TARGET, NEW, { disk, processes: boot(2) });
      expect(diagnostics).toEqual([]);
      expect(value?.edited).toEqual([]);
      const isNew = outcome(disk, before, NEW) === "new";
      expect(value?.unchanged.length).toBe(isNew ? NEW.size : before === undefined ? 0 : 1);
      if (isNew) completed++;
    }
    expect(completed).toBeGreaterThan(0);
  });
});
