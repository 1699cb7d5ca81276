import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { k8sgen, temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";

/** Runs of each kind; the fastest counts, because whatever else the machine does makes a run slow, never fast. */
const RUNS = 6;

/** Seconds of the fastest of several builds, start of Node included. */
function fastest(prepare: (folder: string, run: number) => string): number {
  const folder = temporaryFolder();
  const file = join(folder, "homelab.yaml");
  copyFileSync(join(ROOT, "examples/turing-pi/homelab.yaml"), file);
  expect(k8sgen(["build"], folder).code).toBe(0);
  const times = Array.from({ length: RUNS }, (_, run) => {
    const cache = prepare(file, run);
    const start = performance.now();
    expect(k8sgen(["build"], folder, cache === "" ? {} : { K8SGEN_CACHE: cache }).code).toBe(0);
    return (performance.now() - start) / 1000;
  });
  return Math.min(...times);
}

/** Seconds on two idle cores, without charts. */
describe("a build without charts", () => {
  it.each([
    ["of what was proven before", 0.8, () => ""],
    [
      "after an edit of one value",
      1.5,
      (file: string, run: number) => {
        const text = readFileSync(file, "utf8");
        writeFileSync(file, text.replace(/retention: \d+d/, `retention: ${run + 10}d`));
        return "";
      },
    ],
    ["with an empty cache", 5, () => temporaryFolder()],
  ])("%s takes at most %s s", (what, limit, prepare) => {
    const seconds = fastest(prepare);
    process.stdout.write(`${what}: ${seconds.toFixed(2)} s\n`);
    expect(seconds).toBeLessThanOrEqual(limit);
  });
});
