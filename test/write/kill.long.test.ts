import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { nodeDisk } from "../../src/write/disk.ts";
import type { Tree } from "../../src/write/tree.ts";
import { recover, writeTree } from "../../src/write/write.ts";
import { stepsOf } from "./disks.ts";
import { FOREIGN, NEW, OLD, put, scratchFolder, snapshot, textsOf } from "./trees.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = scratchFolder();
const child = join(built, "test/write/kill-child.js");

/** Compiled once: a child then starts in the time of node alone. */
beforeAll(() => {
  const config = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      noCheck: true,
      rootDir: root,
      outDir: built,
      typeRoots: [join(root, "node_modules/@types")],
    },
    include: [],
    files: [join(root, "test/write/kill-child.ts")],
  };
  writeFileSync(join(built, "tsconfig.json"), JSON.stringify(config));
  writeFileSync(join(built, "package.json"), JSON.stringify({ type: "module" }));
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", built], {
    stdio: "inherit",
  });
});

function run(...args: readonly string[]): Promise<string | null> {
  return new Promise((resolve, reject) => {
    spawn(process.execPath, [child, ...args], { stdio: ["ignore", "ignore", "inherit"] })
      .on("error", reject)
      .on("exit", (_code, signal) => resolve(signal));
  });
}

/** The codes that a child prints which nobody kills. */
function runToEnd(target: string, trees: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [child, target, trees, "1000000"], (error, stdout) =>
      error === null ? resolve(JSON.parse(stdout)) : reject(error),
    );
  });
}

/** A folder with an earlier build and the user's files; or with nothing. */
function prepare(before: Tree | undefined): { target: string; parent: string } {
  const parent = join(scratchFolder(), "output");
  const target = join(parent, "lab");
  if (before !== undefined) {
    writeTree(target, before);
    put(target, FOREIGN);
  }
  return { target, parent };
}

async function killAtEveryStep(before: Tree | undefined, mode: "whole" | "torn"): Promise<Set<string>> {
  const steps = stepsOf(nodeDisk, (disk) => {
    const { target } = prepare(before);
    expect(writeTree(target, NEW, { disk }).value?.written).toBe(true);
  });
  const foreign = before === undefined ? {} : FOREIGN;
  const oldTree = before === undefined ? {} : textsOf(before, foreign);
  const trees = join(scratchFolder(), "tree.json");
  writeFileSync(trees, JSON.stringify(textsOf(NEW)));
  const outcomes = new Set<string>();
  const numbers = steps.flatMap((step, number) =>
    mode === "whole" || step.call === "create" ? [number] : [],
  );
  const one = async (number: number) => {
    const { target, parent } = prepare(before);
    expect(await run(target, trees, String(number), mode)).toBe("SIGKILL");
    const recovered = recover(target);
    expect(recovered.diagnostics).toEqual([]);
    mkdirSync(target, { recursive: true });
    const found = snapshot(target);
    const isNew = JSON.stringify(sortKeys(found)) === JSON.stringify(sortKeys(textsOf(NEW, foreign)));
    if (!isNew) expect(found, `killed before step ${number}`).toEqual(oldTree);
    expect(readdirSync(parent)).toEqual(["lab"]);
    outcomes.add(`${recovered.value} ${isNew ? "new" : "old"}`);
    expect(writeTree(target, NEW).diagnostics).toEqual([]);
    expect(snapshot(target)).toEqual(textsOf(NEW, foreign));
  };
  const next = numbers.values();
  // Two at a time, taken from one list.
  await Promise.all(
    [1, 2].map(async () => {
      for (const number of next) await one(number);
    }),
  );
  expect(numbers.length).toBeGreaterThan(mode === "whole" ? 20 : 5);
  return outcomes;
}

const sortKeys = (record: Record<string, string>) =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

describe("a process killed at any step leaves the old or the new tree to the next command", () => {
  test("over an earlier build", { timeout: 120_000 }, async () => {
    const outcomes = await killAtEveryStep(OLD, "whole");
    // Before there is a lock; while staging; after the commit; after the journal was removed.
    expect([...outcomes].sort()).toEqual([
      "completed new",
      "discarded new",
      "discarded old",
      "nothing new",
      "nothing old",
    ]);
  });
  test("with the file under way half written", { timeout: 120_000 }, async () => {
    expect([...(await killAtEveryStep(OLD, "torn"))].sort()).toEqual(["discarded old", "nothing old"]);
  });
  test("at the first build", { timeout: 120_000 }, async () => {
    const outcomes = await killAtEveryStep(undefined, "whole");
    expect(outcomes).toContain("completed new");
    expect(outcomes).toContain("discarded old");
  });
});

test("of processes that build at once each writes its whole tree or is told to wait", async () => {
  const { target, parent } = prepare(OLD);
  const trees = [OLD, NEW].map((tree, index) => {
    const file = join(scratchFolder(), `${index}.json`);
    writeFileSync(file, JSON.stringify(textsOf(tree)));
    return file;
  });
  for (let round = 0; round < 4; round++) {
    const results = await Promise.all([...trees, ...trees, ...trees].map((tree) => runToEnd(target, tree)));
    expect(results).toContainEqual([]);
    for (const codes of results) expect([[], ["E_OUTPUT_LOCKED"]]).toContainEqual(codes);
    const found = JSON.stringify(sortKeys(snapshot(target)));
    const allowed = [OLD, NEW].map((tree) => JSON.stringify(sortKeys(textsOf(tree, FOREIGN))));
    expect(allowed).toContain(found);
    expect(readdirSync(parent)).toEqual(["lab"]);
  }
});
