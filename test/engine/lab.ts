import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll } from "vitest";
import {
  createEngine,
  type Engine,
  type EngineOptions,
  type SchemaSet,
  type Session,
} from "../../src/engine/engine.ts";
import { type EngineFiles, locateEngine } from "../../src/engine/locate.ts";
import type {
  Answer,
  CrdSchema,
  Failure,
  Rendered,
  RenderedObject,
  RenderRequest,
  Verdict,
} from "../../src/engine/protocol.ts";
import { ROOT } from "../support/root.ts";

/** The engine that was built. */
export function engineFiles(): EngineFiles {
  const files = locateEngine();
  if (files === undefined) throw new Error("the engine was not built: npm run build:engine");
  return files;
}

/** An engine that ends with the test file. */
export function startEngine(options: EngineOptions = { workers: 1 }, files = engineFiles()): Engine {
  const engine = createEngine(files, options);
  afterAll(() => engine.close());
  return engine;
}

/** What a request gave; throws with the failure where there is one. */
export function answered<T>(answer: Answer<T>): T {
  if ("error" in answer) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}

/** Why a request failed; throws where it did not. */
export function failureOf(answer: Answer<unknown>): Failure {
  if ("value" in answer) throw new Error(`it did not fail: ${JSON.stringify(answer.value).slice(0, 500)}`);
  return answer.error;
}

export type ChartFiles = Readonly<Record<string, string>>;

/** A chart that is called `c`; `metadata` is added to its Chart.yaml. */
export const chartOf = (files: ChartFiles, metadata = ""): ChartFiles => ({
  "Chart.yaml": `apiVersion: v2\nname: c\nversion: 1.0.0\n${metadata}`,
  ...files,
});

/** A ConfigMap whose data are these lines of a template. */
export const configMap = (data: string, name = "a"): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n  ${data.replaceAll("\n", "\n  ")}\n`;

let charts = 0;

/** Loads and renders a chart. */
export async function renderFiles(
  session: Session,
  files: ChartFiles,
  request: Partial<Omit<RenderRequest, "op" | "chart">> = {},
): Promise<Answer<Rendered>> {
  const digest = `chart ${++charts}`;
  const loaded = await session.loadChart({ digest, files });
  if ("error" in loaded) return loaded;
  return renderLoaded(session, digest, request);
}

/** Renders a chart that the session has loaded. */
export const renderLoaded = (
  session: Session,
  digest: string,
  request: Partial<Omit<RenderRequest, "op" | "chart">> = {},
): Promise<Answer<Rendered>> =>
  session.render({
    chart: digest,
    releaseName: "r",
    namespace: "n",
    isUpgrade: false,
    kubernetesVersion: "v1.36.3",
    apiVersions: ["v1", "apps/v1", "batch/v1"],
    values: "{}",
    keep: "",
    contents: true,
    ...request,
  });

/** `role kind name`, in the order of the answer. */
export const identities = ({ objects }: Rendered): readonly string[] =>
  objects.map(({ role, kind, name }) => `${role} ${kind} ${name}`);

/** The `data` of the ConfigMap `a`. */
export function dataOf({ objects }: Pick<Rendered, "objects">, name = "a"): unknown {
  const found = objects.find((object: RenderedObject) => object.name === name);
  return (found?.content as { readonly data?: unknown } | undefined)?.data;
}

const kubernetes = readFileSync(join(ROOT, "schemas/kubernetes/v1.36.json.gz"));

let sets = 0;

/** Kubernetes' own schemas, and those of the given resources. */
export const schemasWith = (...crds: readonly CrdSchema[]): SchemaSet => ({
  key: `test-${++sets}`,
  packs: [kubernetes, gzipSync(JSON.stringify({ source: "a test", crds }))],
});

/** The verdicts on a YAML text. */
export async function judge(session: Session, schemas: SchemaSet, text: string): Promise<readonly Verdict[]> {
  const answer = await session.validate({ files: [{ name: "a.yaml", text }] }, schemas);
  return answered(answer).verdicts;
}

/** `pointer keyword`, sorted. */
export const places = (verdict: Verdict | undefined): readonly string[] =>
  (verdict?.faults ?? []).map(({ pointer, keyword }) => `${pointer} ${keyword ?? ""}`.trim()).sort();
