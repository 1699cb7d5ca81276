import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeDisk } from "../../src/write/disk.ts";
import { acquireLock, machineProcesses, type Owner, type Processes } from "../../src/write/lock.ts";
import { compareTree, recover, writeTree } from "../../src/write/write.ts";
import { watched } from "./disks.ts";
import { NEW, OLD, scratchFolder, snapshot, textsOf } from "./trees.ts";

const SPACE = "0123456789ab";
const owner = (pid: number, start = 1, space = SPACE): Owner => ({ pid, start, space });

/** A machine on which the given processes run; its clock moves with every question. */
function machine(self: Owner, running: readonly Owner[] = []): Processes {
  let time = Date.now();
  return {
    self,
    startOf: (pid) => [self, ...running].find((one) => one.pid === pid)?.start,
    now: () => {
      time += 20;
      return time;
    },
  };
}

const work = () => join(scratchFolder(), ".lab.k8sgen");
const taken = (lock: ReturnType<typeof acquireLock>): string => ("heldBy" in lock ? "held" : "taken");

describe("the lock", () => {
  test("is one file that says whose it is, and nothing is left of it", () => {
    const folder = work();
    const lock = acquireLock(nodeDisk, folder, machine(owner(7)));
    expect(readdirSync(folder)).toEqual([`lock-7-1-${SPACE}`]);
    if ("release" in lock) lock.release();
    expect(() => readdirSync(folder)).toThrow("ENOENT");
  });

  test("keeps others out, whichever name sorts first, until it is given back", () => {
    const folder = work();
    const first = acquireLock(nodeDisk, folder, machine(owner(50)));
    expect(taken(first)).toBe("taken");
    for (const pid of [5, 50, 500]) {
      const second = acquireLock(nodeDisk, folder, machine(owner(pid), [owner(50)]));
      expect(second).toEqual({ heldBy: join(folder, `lock-50-1-${SPACE}`) });
    }
    expect(readdirSync(folder)).toHaveLength(1);
    if ("release" in first) first.release();
    expect(taken(acquireLock(nodeDisk, folder, machine(owner(5), [owner(50)])))).toBe("taken");
  });

  test.each([
    ["of a process that is gone", "lock-50-1-0123456789ab", [], "taken"],
    ["of a process whose number another one has now", "lock-50-1-0123456789ab", [owner(50, 2)], "taken"],
    ["of a process that runs", "lock-50-1-0123456789ab", [owner(50)], "held"],
    ["of another machine, a moment ago", "lock-50-1-ba9876543210", [], "held"],
    ["that is no lock", "lock-of-mine", [], "taken"],
  ])("%s", (_name, name, running, outcome) => {
    const folder = work();
    mkdirSync(folder);
    writeFileSync(join(folder, name), "");
    expect(taken(acquireLock(nodeDisk, folder, machine(owner(5), running)))).toBe(outcome);
  });

  test("of another machine is not believed for ever", () => {
    const folder = work();
    mkdirSync(folder);
    const file = join(folder, "lock-50-1-ba9876543210");
    writeFileSync(file, "");
    const sixMinutesAgo = Date.now() / 1000 - 360;
    utimesSync(file, sixMinutesAgo, sixMinutesAgo);
    expect(taken(acquireLock(nodeDisk, folder, machine(owner(5))))).toBe("taken");
  });

  test("of two that begin together is taken by one", () => {
    for (const [a, b] of [
      [5, 6],
      [6, 5],
    ] as const) {
      const folder = work();
      let other: ReturnType<typeof acquireLock> | undefined;
      // The second begins after the first has shown its lock and before it looks for others.
      const disk = {
        ...nodeDisk,
        list(path: string) {
          other ??= acquireLock(nodeDisk, folder, machine(owner(b), [owner(a)]));
          return nodeDisk.list(path);
        },
      };
      const mine = acquireLock(disk, folder, machine(owner(a), [owner(b)]));
      expect([taken(mine), other === undefined ? "none" : taken(other)]).toEqual(["taken", "held"]);
    }
  });

  test("survives that another build removes the folder at that moment", () => {
    const folder = work();
    let races = 3;
    const disk = watched(nodeDisk, ({ call }) => {
      if (call === "create" && races-- > 0) nodeDisk.removeFolder(folder);
      return undefined;
    });
    expect(taken(acquireLock(disk, folder, machine(owner(5))))).toBe("taken");
    expect(races).toBeLessThan(0);
  });
});

describe("processes of this machine", () => {
  test("know themselves, others, the dead and zombies", async () => {
    expect(machineProcesses.startOf(process.pid)).toBe(machineProcesses.self.start);
    expect(machineProcesses.startOf(2 ** 22 + 1)).toBeUndefined();
    const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"], { stdio: "ignore" });
    const pid = child.pid ?? 0;
    const ended = new Promise((resolve) => child.on("exit", resolve));
    expect(machineProcesses.startOf(pid)).toBeTypeOf("number");
    child.kill("SIGKILL");
    // The event loop has not run yet, so nobody has asked for the child's end.
    if (process.platform === "linux") {
      const deadline = Date.now() + 5000;
      while (machineProcesses.startOf(pid) !== undefined && Date.now() < deadline);
      expect(machineProcesses.startOf(pid)).toBeUndefined();
    }
    await ended;
    expect(machineProcesses.startOf(pid)).toBeUndefined();
  });
});

describe("a second build", () => {
  test("gets a diagnostic and changes nothing, wherever the first one is", () => {
    const parent = scratchFolder();
    const target = join(parent, "lab");
    writeTree(target, OLD);
    const codes = new Set<string>();
    let asking = false;
    let asked = 0;
    const disk = watched(nodeDisk, ({ call, path }) => {
      // Every fifth step is enough; the second build waits a moment each time.
      if (asking || path.includes("/lock-") || path.endsWith("k8sgen") || call === "sync" || asked++ % 5 > 0)
        return undefined;
      asking = true;
      const before = snapshot(parent);
      for (const result of [writeTree(target, OLD), recover(target)]) {
        expect(result.value).toBeUndefined();
        for (const { code, hint } of result.diagnostics) {
          codes.add(code);
          expect(hint).toMatch(/delete `.*\.lab\.k8sgen\/lock-\d+-\d+-[0-9a-f]{12}`$/);
        }
      }
      expect(snapshot(parent)).toEqual(before);
      asking = false;
      return undefined;
    });
    expect(writeTree(target, NEW, { disk }).value?.written).toBe(true);
    expect(codes).toEqual(new Set(["E_OUTPUT_LOCKED"]));
    expect(asked).toBeGreaterThan(20);
    expect(snapshot(target)).toEqual(textsOf(NEW));
  });

  test("may compare while the first one stages, and must not while it moves files", () => {
    const target = join(scratchFolder(), "lab");
    writeTree(target, OLD);
    const seen: string[] = [];
    const disk = watched(nodeDisk, ({ call, path }) => {
      if (call === "create" && path.endsWith("new/README.md")) seen.push(codes());
      if (call === "move" && path.endsWith("lab/README.md")) seen.push(codes());
      return undefined;
    });
    const codes = () => {
      const { value, diagnostics } = compareTree(target, OLD);
      return diagnostics[0]?.code ?? `${value?.unchanged.length} unchanged`;
    };
    writeTree(target, NEW, { disk });
    expect(seen).toEqual([`${OLD.size} unchanged`, "E_OUTPUT_LOCKED"]);
  });
});
