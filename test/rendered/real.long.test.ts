import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { prove } from "../../src/build.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { locateEngine } from "../../src/engine/locate.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { NO_ARCHIVES } from "../../src/lock/store.ts";
import { isObject, type JsonObject } from "../../src/values/json.ts";
import { CHARTS, ROOT } from "../support/root.ts";
import { memoryCache } from "../verify/lab.ts";

const REPOSITORY = '{repository: "ssh://git@git.example.org/me/homelab.git"}';
const DELIVERIES = {
  flux: `{flux: ${REPOSITORY}, rendered: true}`,
  argoCd: `{argoCd: ${REPOSITORY}, rendered: true}`,
  k3s: "{k3s: {}, rendered: true}",
};
type Engine = keyof typeof DELIVERIES;

const located = locateEngine();
const cache = memoryCache();
const engine = located === undefined ? undefined : createEngine(located, { workers: 2 });
afterAll(() => engine?.close());

/** The reference homelab with another `delivery`, from real charts. */
async function build(delivery: Engine) {
  if (engine === undefined || CHARTS === undefined) throw new Error("the engine or the charts are missing");
  const sources = new Sources();
  const { report, files } = await prove(
    { file: join(ROOT, "examples/turing-pi/homelab.yaml"), strict: true, charts: CHARTS },
    {
      fs: nodeFileSystem,
      package: { fs: nodeFileSystem, root: ROOT },
      sources,
      overlays: {
        files: [],
        settings: ["delivery=null", `delivery=${DELIVERIES[delivery]}`, "secrets=null"],
      },
      engine,
      cache,
      store: NO_ARCHIVES,
      clock: () => 0,
      progress: () => {},
    },
  );
  const texts = [...(files ?? [])].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)] as const);
  const objects = texts.flatMap(([path, text]) =>
    path.startsWith("rendered/") && path.endsWith(".yaml") && !path.endsWith("kustomization.yaml")
      ? parseAllDocuments(text).flatMap((document) => {
          const value = document.toJS() as JsonObject;
          return isObject(value) ? [{ path, value }] : [];
        })
      : [],
  );
  return { report, texts: Object.fromEntries(texts), objects };
}

describe.skipIf(CHARTS === undefined || engine === undefined)(
  "the reference homelab as plain objects, from real charts",
  () => {
    it.each(Object.keys(DELIVERIES) as Engine[])("%s", { timeout: 600_000 }, async (delivery) => {
      const { report, objects, texts } = await build(delivery);
      expect(report.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(Object.keys(texts).filter((path) => path.startsWith("chart/"))).toEqual([]);

      // Every chart's objects are there, but the Jobs that would remove the data.
      const rendered = report.charts.reduce((sum, { objects: count = 0 }) => sum + count, 0);
      const own = objects.filter(({ path }) => !/^rendered\/_(namespaces|releases)\//.test(path));
      expect(rendered - own.length).toBe(1);

      // Kinds stand in their own folder and nowhere else, each with the mark; and so do claims of volumes.
      const mark = delivery === "argoCd" ? "Prune=false" : delivery === "flux" ? "disabled" : "";
      const kept = ["CustomResourceDefinition", "Namespace", "PersistentVolume", "PersistentVolumeClaim"];
      for (const { path, value } of objects) {
        const isKind = value.kind === "CustomResourceDefinition";
        expect(path.startsWith("rendered/_crds/"), path).toBe(isKind);
        if (kept.includes(String(value.kind))) expect(JSON.stringify(value.metadata)).toContain(mark);
      }

      // No Secret has a content that is none of a program's settings.
      const secrets = objects.filter(({ value }) => value.kind === "Secret" && value.apiVersion === "v1");
      const keys = secrets.flatMap(({ value: { data, stringData } }) => [
        ...Object.keys(isObject(data) ? data : {}),
        ...Object.keys(isObject(stringData) ? stringData : {}),
      ]);
      expect(keys.filter((key) => !/\.(ya?ml|conf|ini)$/.test(key))).toEqual([]);

      const again = await build(delivery);
      expect(again.texts).toEqual(texts);
    });
  },
);
