import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { Engine } from "../../src/engine/engine.ts";
import type { BuildReport } from "../../src/report/report.ts";
import { blueprint, charted, type Job, laboratory, memoryCache } from "../verify/lab.ts";
import { CASES, expectedOf, jobOf } from "./cases.ts";

const UPDATE = process.env.UPDATE_GOLDENS !== undefined;

const { engine, run } = laboratory();
// Every case has the same umbrella but for its components: what one proved, the next ones need not.
const cache = memoryCache();

const names = readdirSync(CASES).sort();

/** What the fixtures' pods may do, and which images they name, is the matter of test/proofs. */
const OTHERS: ReadonlySet<string> = new Set(["E_POD_SECURITY", "W_POD_SECURITY", "W_IMAGE_FLOATS"]);

const ofReferences = ({ diagnostics }: BuildReport): readonly Diagnostic[] =>
  diagnostics.filter(({ code }) => !OTHERS.has(code));

describe("what leads nowhere is found, at its place (UPDATE_GOLDENS=1 writes what is found)", () => {
  it.each(names)("%s", async (name) => {
    const { report } = await run({ ...jobOf(name, "broken"), cache });
    const found = ofReferences(report).map(({ code, location, message }) => {
      const file = location?.file.replace(/^blueprints\/extensions\/\w+\/manifests\//, "");
      return `${code} ${file}:${location?.line}:${location?.column}\n    ${message}\n`;
    });
    if (UPDATE) writeFileSync(join(CASES, name, "expected.txt"), found.join(""));
    expect(found.join("")).toBe(expectedOf(name));
    expect(found.length).toBeGreaterThan(0);
    expect(report.ok).toBe(report.diagnostics.every(({ severity }) => severity === "warning"));
  });

  it.each(names)("%s: its harmless twin is passed", async (name) => {
    const { report } = await run({ ...jobOf(name, "sound"), cache });
    expect(ofReferences(report)).toEqual([]);
    expect(report.references.resolved).toBeGreaterThan(0);
    expect(report.references.unproven).toBe(0);
  });
});

/** A volume of a Secret in the namespace `one`, one of another namespace, and a claim of a class. */
const WAITING = ["one", "two"]
  .map(
    (namespace) => `apiVersion: v1
kind: Pod
metadata: {name: p, namespace: ${namespace}}
spec:
  containers: [{name: a, image: "a:1"}]
  volumes: [{name: a, secret: {secretName: login}}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: b, namespace: ${namespace}}
spec: {maxUnavailable: 1, selector: {matchLabels: {a: b}}}
---
`,
  )
  .join("");

describe("a chart that is not at hand", () => {
  const job: Job = {
    use: "  one: {}\n  two: {}",
    files: {
      ...blueprint("one", charted("one")),
      ...blueprint("two", "", {
        "manifests/a.yaml": `${WAITING}apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: c, namespace: two}
spec: {storageClassName: fast, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`,
      }),
    },
  };

  it("may bring anything into its namespace and cluster-wide, and nothing elsewhere; what it may bring is counted", async () => {
    const { report } = await run(job);
    expect(
      ofReferences(report).map(
        ({ code, location }) => `${code} ${location?.file}:${location?.line}:${location?.column}`,
      ),
    ).toEqual([
      "E_OBJECT_REFERENCE blueprints/extensions/two/manifests/a.yaml:18:44",
      "W_OBJECT_SELECTOR blueprints/extensions/two/manifests/a.yaml:23:37",
    ]);
    expect(report.references.unproven).toBe(3);
  });
});

describe("facts are kept with verdicts", () => {
  it("so that an unchanged build tells the same without the engine", async () => {
    const refuse = () => Promise.reject(new Error("the engine was started"));
    const sleeping: Engine = {
      digest: engine.digest,
      size: 2,
      warm: () => {},
      expect: () => {},
      session: () => ({ loadChart: refuse, render: refuse, crds: refuse, validate: refuse, panic: refuse }),
      close: () => Promise.resolve(),
    };
    const kept = memoryCache();
    for (const name of ["service-selector", "values-name-it", "deadlock"]) {
      const job = { ...jobOf(name, "broken"), cache: kept };
      const first = await run(job);
      expect(ofReferences(first.report)).toHaveLength(1);
      expect(await run({ ...job, engine: sleeping })).toEqual(first);
    }
  });
});
