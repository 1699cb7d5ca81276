import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { locateEngine } from "../../src/engine/locate.ts";
import { sideBySide } from "../../src/verify/side-by-side.ts";
import { temporaryFolder } from "../support/cli.ts";
import { archive, blueprint, charted, type Files, type Job, laboratory, memoryCache } from "./lab.ts";

const { engine, run } = laboratory();

const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: {{ .Release.Namespace }}}\n";
const GADGET = "apiVersion: example.org/v1\nkind: Gadget\nmetadata: {name: g, namespace: one}\n";

const component = (name: string, templates = CONFIG, extra = "", more: Files = {}): Files => ({
  ...blueprint(name, charted(name) + extra, more),
  [`charts/${name}-1.0.0.tgz`]: archive(name, { "templates/a.yaml": templates }),
});

/** Two charts, one of them with bootstrap values, objects beside them, and one kind without a schema. */
const SOUND: Job = {
  use: "  one: {}\n  two: {}\n  three: {}",
  files: {
    ...component("one", CONFIG, "bootstrap: {}\n", {
      "values.yaml.hbs": "a: 1\n",
      "bootstrap.values.yaml.hbs": "a: 2\n",
      "manifests/a.yaml.hbs": CONFIG.replace("name: c", "name: d").replace("{{ .Release.Namespace }}", "one"),
    }),
    ...component("two", `${CONFIG}---\n${CONFIG.replace("name: c", "name: d")}`),
    ...blueprint("three", `${charted("three")}crds: [{groups: [example.org], source: chart}]\n`, {
      "manifests/g.yaml.hbs": GADGET,
    }),
  },
  charts: true,
};

/** An engine that must not be asked; only the head start may be given to it. */
const SLEEPING: Engine = {
  digest: engine.digest,
  size: 2,
  warm: () => {},
  expect: () => {},
  session: () => {
    const refuse = () => Promise.reject(new Error("the engine was started"));
    return { loadChart: refuse, render: refuse, crds: refuse, validate: refuse, panic: refuse };
  },
  close: () => Promise.resolve(),
};

describe("results are cached", () => {
  it("so that the same build again does not ask the engine", async () => {
    const cache = memoryCache();
    const first = await run({ ...SOUND, cache });
    expect(first.found.map((text) => text.split(" ")[0])).toEqual([
      "W_CHART_NOT_RENDERED",
      "W_OBJECT_SKIPPED",
    ]);
    const entries = new Map(cache.entries);
    const second = await run({ ...SOUND, cache, engine: SLEEPING });
    expect(second).toEqual(first);
    expect(cache.entries).toEqual(entries);
  });

  it("and an edit asks for what it touches only", async () => {
    const cache = memoryCache();
    await run({ ...SOUND, cache });
    const before = new Set(cache.entries.keys());
    const edited = { ...SOUND, use: "  one: {}\n  two: {values: {b: 1}}\n  three: {}", cache };
    await expect(run({ ...edited, engine: SLEEPING })).rejects.toThrow("the engine was started");
    await run(edited);
    // The umbrella as a whole, its template of that release, and the chart whose values changed.
    expect([...cache.entries.keys()].filter((key) => !before.has(key))).toHaveLength(3);
  });

  it("but not those with faults", async () => {
    const cache = memoryCache();
    const job = { use: "  one: {}", files: component("one", `${CONFIG}dta: {}\n`), charts: true, cache };
    const first = await run(job);
    expect(first.found).toEqual(["E_CHART_OBJECT homelab.yaml:9:8 extensions.one"]);
    expect(await run(job)).toEqual(first);
  });

  it("nor does an archive pass as the version that it was pinned to before", async () => {
    const cache = memoryCache();
    const files = component("one");
    expect((await run({ use: "  one: {}", files, charts: true, cache })).found).toEqual([]);
    const bytes = files["charts/one-1.0.0.tgz"] ?? "";
    const { found } = await run({
      use: "  one: {}",
      files: {
        ...blueprint("one", charted("one").replace("1.0.0", "2.0.0")),
        "charts/one-2.0.0.tgz": bytes,
      },
      charts: true,
      cache,
    });
    expect(found).toEqual(["E_CHART_FILE homelab.yaml:9:8 extensions.one"]);
  });

  const damages: readonly [string, (entry: string, other: string) => string][] = [
    ["empty", () => ""],
    ["cut short", (entry) => entry.slice(0, -10)],
    ["zeros", (entry) => "\0".repeat(entry.length)],
    ["no digest", (entry) => entry.slice(entry.indexOf("\n") + 1)],
    ["one letter", (entry) => entry.replace("ConfigMap", "Configmap").replace('"objects":', '"objectz":')],
    ["another key's", (_, other) => other],
  ];
  it.each(damages)("a damaged entry is made anew: %s", async (_, damage) => {
    const cache = memoryCache();
    const first = await run({ ...SOUND, cache });
    const entries = new Map(cache.entries);
    const values = [...entries.values()];
    for (const [index, [key, entry]] of [...entries].entries())
      cache.entries.set(key, damage(entry, values[(index + 1) % values.length] ?? ""));
    expect(cache.entries).not.toEqual(entries);
    expect(await run({ ...SOUND, cache })).toEqual(first);
    expect(cache.entries).toEqual(entries);
  });
});

describe("the report", () => {
  it("counts every object once: those judged and those skipped", async () => {
    const { report } = await run(SOUND);
    const { objects, validated, skipped, sources } = report.coverage;
    expect(skipped).toEqual([{ kind: "example.org/v1 Gadget", reason: "no schema at hand", count: 1 }]);
    expect(validated + skipped.reduce((sum, { count }) => sum + count, 0)).toBe(objects);
    expect(report.charts.map(({ name, rendered, objects: count }) => [name, rendered, count])).toEqual([
      ["one", true, 1],
      ["three", false, undefined],
      ["two", true, 2],
    ]);
    expect(sources).toContain("Kubernetes v1.36.3");
    // Beside the charts' own: three namespaces, three repositories and releases, the entry, two folders of manifests,
    // one object in each of them, and what K3s installs.
    expect(objects).toBe(3 + 3 + 2 * 3 + 1 + 2 + 2 + 1);
  });

  it("tells many faults in the same order each time", async () => {
    const faulty: Job = {
      use: "  one: {spec: {z: 1, y: 2, x: 3, w: 4}}\n  two: {values: {b: x, a: x, c: x}}\n  three: {}",
      files: {
        ...component("one", `${CONFIG}dtd: {}\ndtc: {}\ndtb: {}\ndta: {}\n`, "bootstrap: {}\n", {
          "bootstrap.values.yaml.hbs": "a: 1\n",
          "manifests/a.yaml.hbs":
            "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: one}\nspec: {{spec.spec}}\n",
        }),
        ...component("two", CONFIG, "bootstrap: {}\n", { "bootstrap.values.yaml.hbs": "d: x\n" }),
        ...component("three", "{{ fail .Release.Name }}", "bootstrap: {}\n"),
        "charts/two-1.0.0.tgz": archive("two", {
          "values.schema.json":
            '{"properties":{"a":{"type":"integer"},"b":{"type":"integer"},"c":{"type":"integer"},"d":{"type":"integer"}}}',
        }),
      },
      charts: true,
    };
    const first = await run(faulty);
    expect(first.found.length).toBeGreaterThan(10);
    for (let round = 0; round < 3; round++) expect(await run(faulty)).toEqual(first);
  });
});

describe("tasks on the engine's sessions", () => {
  it("run side by side, one at a time on each, and each is done once", async () => {
    const busy = new Set<number>();
    const done: number[] = [];
    let most = 0;
    await sideBySide({ ...SLEEPING, size: 2 }, [1, 2, 3, 4, 5], async (slot, item) => {
      expect(busy.has(slot)).toBe(false);
      busy.add(slot);
      most = Math.max(most, busy.size);
      await new Promise((resolve) => setTimeout(resolve, 5));
      busy.delete(slot);
      done.push(item);
    });
    expect(most).toBe(2);
    expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
  });
});

describe("an engine that does not work is told as such", () => {
  const files = locateEngine();
  if (files === undefined) throw new Error("the engine was not built: npm run build:engine");

  const short = join(temporaryFolder(), "engine.wasm");
  writeFileSync(short, readFileSync(files.wasm).subarray(0, 1_000_000));

  it.each([
    ["a file that was cut short", { ...files, wasm: short }],
    ["no script for the worker", { ...files, worker: `${files.worker}.missing` }],
    ["no glue", { ...files, glue: `${files.glue}.missing` }],
  ])("%s", async (_, broken) => {
    const own = createEngine(broken, { workers: 1 });
    const { found, written, report } = await run({ ...SOUND, engine: own });
    await own.close();
    expect(new Set(found)).toContain("E_ENGINE");
    expect(found.filter((text) => text.startsWith("E_")).every((text) => text === "E_ENGINE")).toBe(true);
    expect(report.ok).toBe(false);
    expect(written).toEqual([]);
  });
});
