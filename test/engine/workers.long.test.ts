import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createEngine } from "../../src/engine/engine.ts";
import { EngineWorker } from "../../src/engine/worker.ts";
import {
  answered,
  chartOf,
  configMap,
  dataOf,
  engineFiles,
  failureOf,
  identities,
  judge,
  renderFiles,
  renderLoaded,
  schemasWith,
  startEngine,
} from "./lab.ts";

const CHART = chartOf({ "templates/a.yaml": configMap("a: '{{ .Values.a }}'") });
const MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

/** Takes about as long as the number of rounds says: a thousand are some tens of milliseconds. */
const slow = (rounds: number) =>
  chartOf({
    "templates/a.yaml": `{{ range until ${rounds} }}{{ "x" | repeat 1000 | sha256sum | trunc 0 }}{{ end }}`,
  });

const folder = mkdtempSync(join(tmpdir(), "k8sgen-engine-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** An engine whose worker is this script. */
function engineOf(script: string, timeout = 10_000) {
  const worker = join(folder, `${Math.abs(hash(script))}.mjs`);
  writeFileSync(worker, `import { parentPort } from "node:worker_threads";\n${script}`);
  return startEngine({ workers: 1, timeout }, { ...engineFiles(), worker });
}
const hash = (text: string) => [...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) | 0, 7);

describe("A panic", () => {
  it("is a failure with its reason, without a stack, and the worker goes on", async () => {
    const session = startEngine().session(0);
    answered(await renderFiles(session, CHART, { keep: "before" }));
    const failure = failureOf(await session.panic());
    expect(failure).toEqual({ code: "panic", message: "asked for" });
    // It is still the same worker: it knows what it rendered.
    expect(answered(await session.crds("before")).crds).toEqual([]);
  });

  it("is not what an unknown request is", async () => {
    const worker = new EngineWorker(engineFiles());
    const answer = await worker.request({ op: "dance" } as never, [], 60_000);
    expect(failureOf(answer)).toEqual({ code: "protocol", message: "unknown operation dance" });
    await worker.kill("the test is over");
  });
});

describe("A worker that ends", () => {
  it("answers what it owed with a failure, and is replaced", async () => {
    const session = startEngine({ workers: 1, timeout: 4000 }).session(0);
    answered(await session.loadChart({ digest: "slow", files: slow(100_000_000) }));
    const owed = [renderLoaded(session, "slow"), session.panic()];
    const [first, second] = await Promise.all(owed);
    expect(failureOf(first ?? { value: "" }).code).toMatch(/^(timeout|worker)$/);
    expect(failureOf(second ?? { value: "" }).code).toMatch(/^(timeout|worker)$/);
  });

  it("is replaced at once where it gave no answer in time", async () => {
    const hanging = new EngineWorker(engineFiles());
    const loaded = await hanging.request(
      { op: "chart", digest: "slow", files: slow(100_000_000) },
      [],
      60_000,
    );
    answered(loaded);
    const render = {
      op: "render",
      chart: "slow",
      releaseName: "r",
      namespace: "n",
      isUpgrade: false,
      kubernetesVersion: "v1.36.3",
      apiVersions: [],
      values: "{}",
      keep: "",
      contents: false,
    } as const;
    const [late, behind] = await Promise.all([
      hanging.request(render, [], 500),
      hanging.request({ op: "panic" }, [], 60_000),
    ]);
    expect(failureOf(late)).toEqual({ code: "timeout", message: "no answer within 0.5 s" });
    expect(failureOf(behind)).toMatchObject({ code: "worker" });
    expect(hanging.alive).toBe(false);
  });

  it("works again with the next request: charts and schemas are given anew", async () => {
    const engine = engineOf(
      // The first one of the process ends with its first request; those that follow are real.
      `import { existsSync, writeFileSync } from "node:fs";
const mark = ${JSON.stringify(join(folder, "mark"))};
if (existsSync(mark)) await import(${JSON.stringify(engineFiles().worker)});
else {
  writeFileSync(mark, "");
  parentPort.postMessage({ id: 0, protocol: 1 });
  parentPort.on("message", () => process.exit(3));
}`,
      60_000,
    );
    const session = engine.session(0);
    const schemas = schemasWith();
    expect(failureOf(await session.validate({ files: [] }, schemas))).toMatchObject({ code: "worker" });
    expect(dataOf(answered(await renderFiles(session, CHART, { values: "a: again" })))).toEqual({
      a: "again",
    });
    expect(await judge(session, schemas, MAP)).toMatchObject([{ status: "valid" }]);
  });

  it("takes what it kept along: to validate a lost render is a failure, not a success about nothing", async () => {
    const session = startEngine().session(0);
    const lost = failureOf(await session.validate({ kept: "lost" }, schemasWith()));
    expect(lost).toMatchObject({ code: "worker", message: expect.stringContaining('"lost"') });
    expect(failureOf(await session.crds("lost"))).toMatchObject({ code: "worker" });
  });

  it.each<[string, string, RegExp]>([
    [
      "a crash of Go",
      `parentPort.postMessage({ id: 0, protocol: 1 });\nparentPort.on("message", () => parentPort.postMessage({ id: -1, crash: "runtime: out of memory\\n\\ngoroutine 1 [running]:\\nmain.go:1" }));`,
      /^the engine ended: runtime: out of memory$/,
    ],
    [
      "a crash without a word",
      `parentPort.on("message", () => parentPort.postMessage({ id: -1, crash: "" }));`,
      /^the engine ended: it gave no reason$/,
    ],
    ["an exception", `throw new Error("no memory");`, /^no memory$/],
    [
      "another protocol",
      `parentPort.postMessage({ id: 0, protocol: 99 });\nparentPort.on("message", () => {});`,
      /^the engine speaks protocol 99, not 1$/,
    ],
    ["an end", `parentPort.on("message", () => process.exit(0));`, /^the worker ended$/],
  ])("says why in one line: %s", async (_, script, message) => {
    const failure = failureOf(await engineOf(script).session(0).panic());
    expect(failure.code).toBe("worker");
    expect(failure.message).toMatch(message);
  });

  it("says so of a WebAssembly file that is damaged", async () => {
    const wasm = join(folder, "broken.wasm");
    writeFileSync(wasm, "nothing");
    const engine = startEngine({ workers: 1 }, { ...engineFiles(), wasm });
    expect(failureOf(await engine.session(0).panic())).toMatchObject({
      code: "worker",
      message: expect.stringMatching(/^[^\n]*WebAssembly[^\n]*$/),
    });
  });

  it("leaves nothing unhandled where it was only warmed", async () => {
    const engine = engineOf(`throw new Error("at once");`);
    engine.warm(1);
    engine.expect(schemasWith(), []);
    expect(failureOf(await engine.session(0).crds("a"))).toMatchObject({ code: "worker" });
  });
});

describe("An engine", () => {
  it("answers many sessions side by side, each request with its own answer", async () => {
    const engine = startEngine({ workers: 2 });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => renderFiles(engine.session(n % 2), CHART, { values: `a: ${n}` })),
    );
    expect(answers.map((answer) => dataOf(answered(answer)))).toEqual(
      Array.from({ length: 30 }, (_, n) => ({ a: `${n}` })),
    );
  });

  it("does the requests of a session in their order", async () => {
    const engine = startEngine({ workers: 1 });
    const session = engine.session(0);
    const order: string[] = [];
    const note = (name: string) => () => void order.push(name);
    await Promise.all([
      renderFiles(session, slow(2000)).then(note("slow")),
      session.loadChart({ digest: "b", files: CHART }).then(note("load")),
      judge(session, schemasWith(), MAP).then(note("validate")),
      session.crds("none").then(note("crds")),
    ]);
    expect(order[0]).toBe("load");
    expect(order.toSorted()).toEqual(["crds", "load", "slow", "validate"]);
  });

  it("validates the same kind in parallel with the same schemas", async () => {
    const session = startEngine().session(0);
    const schemas = schemasWith();
    const verdicts = await Promise.all(Array.from({ length: 10 }, () => judge(session, schemas, MAP)));
    expect(verdicts.flat().map(({ status }) => status)).toEqual(Array(10).fill("valid"));
  });

  it("keeps sessions apart: what one rendered, another one does not know", async () => {
    const engine = startEngine({ workers: 2 });
    answered(await renderFiles(engine.session(0), CHART, { keep: "a" }));
    expect(await engine.session(0).crds("a")).toHaveProperty("value");
    expect(await engine.session(1).crds("a")).toHaveProperty("error");
  });

  it("warms, and has what it was told to expect", async () => {
    const engine = startEngine({ workers: 2 });
    engine.warm(9);
    const schemas = schemasWith();
    engine.expect(schemas, []);
    expect(await judge(engine.session(1), schemas, MAP)).toMatchObject([{ status: "valid" }]);
    expect(identities(answered(await renderFiles(engine.session(0), CHART)))).toEqual(["object ConfigMap a"]);
  });

  it("that is closed during requests answers them, and begins nothing new", async () => {
    const engine = createEngine(engineFiles(), { workers: 2 });
    const under = [renderFiles(engine.session(0), slow(100_000_000)), engine.session(1).panic()];
    await engine.close();
    const closed = { code: "worker", message: "the engine was closed" };
    for (const answer of await Promise.all(under)) expect(failureOf(answer)).toEqual(closed);
    engine.warm(2);
    engine.expect(schemasWith(), []);
    expect(failureOf(await engine.session(0).panic())).toEqual(closed);
    expect(failureOf(await engine.session(0).validate({ files: [] }, schemasWith()))).toEqual(closed);
    await engine.close();
  });

  it("has as many sessions as it is told, and at least one", () => {
    const size = (workers?: number) => startEngine(workers === undefined ? {} : { workers }).size;
    expect([size(3), size(0)]).toEqual([3, 1]);
    expect(size()).toBeGreaterThanOrEqual(1);
    expect(size()).toBeLessThanOrEqual(4);
  });
});
