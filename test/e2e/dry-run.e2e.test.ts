import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { getAt, type JsonObject } from "../../src/values/json.ts";
import { ChartsMissing, clusterBy, startEngine } from "../support/cluster.ts";
import { CHARTS, ROOT } from "../support/root.ts";
import { type Api, titleOf } from "./api.ts";
import { type Cluster, startCluster } from "./cluster.ts";
import { ciliumDefinitions, fluxDefinitions, fluxExtraDefinitions, k3sDefinitions } from "./definitions.ts";
import { podOf } from "./pods.ts";
import { until } from "./process.ts";

const missing = inject("unavailable");

const folders = (path: string): string[] =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    : [];

const blueprints = join(ROOT, "blueprints");
const homelabs = [
  ...folders(join(ROOT, "examples")).map((name) => ({
    title: `examples: ${name}`,
    path: join(ROOT, "examples", name),
  })),
  ...folders(blueprints).flatMap((section) =>
    folders(join(blueprints, section)).flatMap((name) => {
      const cases = join(blueprints, section, name, "cases");
      return folders(cases).map((example) => ({
        title: `${section}/${name}: ${example}`,
        path: join(cases, example),
      }));
    }),
  ),
];

/** Everything that reaches the API server: by K3s, by Flux, and by the releases. */
const APPLIED = /^(manifests|gitops|k3s\/[^/]+\/manifests)\/.*\.yaml$/;

/** What others need to be there before they are accepted; the order among them is theirs. */
const FIRST = ["CustomResourceDefinition", "Namespace", "PriorityClass", "RuntimeClass"];

const KNOWN = [
  // kube-prometheus-stack points its Service of etcd to the servers by this kind, which stays.
  /^v1 Endpoints is deprecated in v1\.33\+; use discovery\.k8s\.io\/v1 EndpointSlice$/,
  // The name that Argo CD gave it: https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/
  /^metadata\.finalizers: "resources-finalizer\.argocd\.argoproj\.io": prefer a domain-qualified/,
];

/** Namespaces that engines and operators make themselves before anything is put into them. */
const OF_PROGRAMS = ["flux-system", "fleet-local", "calico-system"].map((name) => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name },
}));

const title = missing === null ? "a real API server" : `a real API server (skipped: ${missing})`;

describe.skipIf(missing !== null)(title, () => {
  let cluster: Cluster | undefined;
  let api: Api;
  let engine: Engine;

  beforeAll(async () => {
    cluster = await startCluster({ controllers: false, services: "10.43.0.0/16" });
    api = cluster.api;
    engine = startEngine();
    const refused = await establish(api, [
      ...OF_PROGRAMS,
      ...fluxDefinitions(),
      ...fluxExtraDefinitions(),
      ...ciliumDefinitions(),
      ...k3sDefinitions(),
    ]);
    expect(refused).toEqual([]);
  });

  afterAll(async () => {
    await engine.close();
    await cluster?.stop();
  });

  it("refuses what is wrong, so that the others mean something", async () => {
    const metadata = { name: "wrong", namespace: "default" };
    const refusedOf = async (object: JsonObject) => (await api.apply(object, { dryRun: true })).refused;
    const container = { name: "one", image: "example.org/one:1" };
    const template = { metadata: { labels: { app: "wrong" } }, spec: { containers: [container] } };
    const workload = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: { replicaz: 1, selector: { matchLabels: { app: "wrong" } }, template },
    };
    expect(await refusedOf(workload)).toMatch(/replicaz/);
    const release = { apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease", metadata };
    // A rule in CEL: exactly one of two fields.
    expect(await refusedOf({ ...release, spec: { interval: "1h" } })).toMatch(/either chart or chartRef/);
    expect(await refusedOf({ ...release, apiVersion: "example.org/v1" })).toMatch(/no kind/);
    const pod = podOf({
      ...workload,
      spec: { template: { ...template, spec: { containers: [container], hostNetwork: true } } },
    });
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    const space = { apiVersion: "v1", kind: "Namespace", metadata: { name: "closed", labels } };
    expect(await establish(api, [space])).toEqual([]);
    const strange = { ...pod, metadata: { name: "wrong-0", namespace: "closed" } };
    expect(await refusedOf(strange)).toMatch(/violates PodSecurity "restricted/);
  });

  it.for(homelabs)("accepts every object of $title", async ({ path }, { skip }) => {
    const homelab = readFileSync(join(path, "homelab.yaml"), "utf8");
    const objects: readonly JsonObject[] | string = await clusterBy(
      engine,
      homelab,
      CHARTS ?? "",
      APPLIED,
    ).catch((fault) => {
      if (fault instanceof ChartsMissing) return fault.message;
      throw fault;
    });
    if (typeof objects === "string") return skip(objects);
    const first = objects.filter(({ kind }) => FIRST.includes(String(kind)));
    const refused = [...(await establish(api, first))];
    const rest = objects.filter((object) => !first.includes(object));
    const pods = rest.map(podOf).filter((pod) => pod !== undefined);
    const warned = new Set<string>();
    await eachOf([...rest, ...pods], async (object) => {
      const answer = await api.apply(object, { dryRun: true });
      if (answer.refused !== undefined) refused.push(`${titleOf(object)}: ${answer.refused}`);
      for (const warning of answer.warnings.filter((one) => !KNOWN.some((known) => known.test(one))))
        warned.add(`${titleOf(object)}: ${warning}`);
    });
    expect({ refused, warned: [...warned] }).toEqual({ refused: [], warned: [] });
    expect(rest.length).toBeGreaterThan(0);
  });
});

/** What is there already, as it was applied. */
const applied = new Map<string, string>();

/** Really applies what others need, and waits until it can be used. */
async function establish(api: Api, objects: readonly JsonObject[]): Promise<readonly string[]> {
  const refused: string[] = [];
  const wanted = objects.filter((object) => applied.get(titleOf(object)) !== JSON.stringify(object));
  await eachOf(wanted, async (object) => {
    const answer = await api.apply(object);
    if (answer.refused === undefined) applied.set(titleOf(object), JSON.stringify(object));
    else refused.push(`${titleOf(object)}: ${answer.refused}`);
  });
  if (!wanted.some(({ kind }) => kind === "CustomResourceDefinition")) return refused;
  await until(
    async () => {
      const definitions = await api.list("apiextensions.k8s.io/v1", "CustomResourceDefinition");
      return definitions.every(isEstablished) ? true : undefined;
    },
    30,
    () => "definitions are not established",
  );
  return refused;
}

const isEstablished = (definition: JsonObject): boolean => {
  const conditions = getAt(definition, ["status", "conditions"]);
  return (
    Array.isArray(conditions) &&
    conditions.some(
      (condition) => getAt(condition, ["type"]) === "Established" && getAt(condition, ["status"]) === "True",
    )
  );
};

/** Eight at a time. */
async function eachOf<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
