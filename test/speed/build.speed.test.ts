import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { k8sgen, temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";

/** Seconds that a build without charts may take, start of Node included, on two idle cores. */
const LIMIT = 1.5;

/** Other test files run beside this one: a busy machine may make a run slow, but not the fastest of several. */
const RUNS = 6;

describe("a build without charts", () => {
  it(`takes at most ${LIMIT} s`, () => {
    const folder = temporaryFolder();
    copyFileSync(join(ROOT, "examples/turing-pi/homelab.yaml"), join(folder, "homelab.yaml"));
    expect(k8sgen(["build"], folder).code).toBe(0);
    const times = Array.from({ length: RUNS }, () => {
      const start = performance.now();
      expect(k8sgen(["build"], folder).code).toBe(0);
      return (performance.now() - start) / 1000;
    });
    expect(Math.min(...times)).toBeLessThanOrEqual(LIMIT);
  });
});
