import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { build } from "../../src/build.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { locateEngine } from "../../src/engine/locate.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { NO_ARCHIVES } from "../../src/lock/store.ts";
import type { BuildReport } from "../../src/report/report.ts";
import { SOUND } from "../invalid/corpus.ts";
import { ROOT } from "../support/root.ts";
import { homelabs } from "./homelabs.ts";
import { changedBytes, changedValues } from "./mutations.ts";
import { runs } from "./runs.ts";

const engine = createEngine(locateEngine() ?? expect.fail("no engine"));
afterAll(() => engine.close());

const kept = new Map<string, string>();

/** The whole job without a disk: what is reported, and whether anything was to be written. */
async function buildText(content: string | Uint8Array): Promise<{ report: BuildReport; written: boolean }> {
  let written = false;
  const report = await build(
    { file: "homelab.yaml", strict: false },
    {
      fs: memoryFileSystem({ "homelab.yaml": content }),
      package: { fs: nodeFileSystem, root: ROOT },
      sources: new Sources(),
      engine,
      cache: { get: (key) => kept.get(key), put: (key, value) => void kept.set(key, value) },
      store: NO_ARCHIVES,
      clock: () => performance.now(),
      progress: () => {},
    },
    (folder, made) => {
      written = true;
      const files = [...made.keys()];
      return { value: { folder, added: files, changed: [], removed: [], unchanged: 0 }, diagnostics: [] };
    },
  );
  return { report, written };
}

describe("the whole job, with the engine", () => {
  it("any sound homelab builds: every object is one that Kubernetes takes (property)", async () => {
    await fc.assert(
      fc.asyncProperty(homelabs, async (homelab) => {
        const { report, written } = await buildText(stringify(homelab));
        expect(report.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
        expect([report.ok, written]).toEqual([true, true]);
      }),
      runs(30),
    );
  });

  it("a damaged homelab is never written with a fault (property)", async () => {
    const damaged = fc.oneof(changedValues(SOUND), changedBytes(SOUND));
    await fc.assert(
      fc.asyncProperty(damaged, async (content) => {
        const { report, written } = await buildText(content);
        expect(written).toBe(report.diagnostics.every(({ severity }) => severity !== "error"));
        expect(written).toBe(report.ok);
      }),
      runs(60),
    );
  });
});
