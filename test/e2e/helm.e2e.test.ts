import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { parse, stringify } from "yaml";
import { toolPath } from "../../scripts/tools.mjs";
import { getAt, type JsonObject } from "../../src/values/json.ts";
import { CHARTS } from "../support/root.ts";
import { type Api, identityOf, titleOf } from "./api.ts";
import { runReadme } from "./bootstrap.ts";
import { archiveOf, type Chart, serveCharts } from "./chart-repository.ts";
import { type Cluster, startCluster } from "./cluster.ts";
import { objectsOf } from "./definitions.ts";
import type { Served } from "./git-server.ts";
import { Lab } from "./lab.ts";
import { differing, fingerprints } from "./state.ts";

const missing = inject("unavailable");
const charts = CHARTS ?? "";

/** Two charts in one namespace, and an application whose settings look like a template. */
const HOMELAB = `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: small}
kubernetes: {version: v1.36.3+k3s1}
nodes: [{name: node1, role: server, address: 192.168.1.11, memory: 8Gi, disk: 64Gi}]
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}}
observability: {logs: {loki: {retention: 7d}}, collector: {alloy: {}}}
apps: {hello: {image: "traefik/whoami:v1.11.0", port: 8080, env: {GREETING: "{{ .Values.nothing }}"}}}
delivery: {helm: {}}
`;

const title = missing === null ? "Helm alone and a small homelab" : `Helm alone (skipped: ${missing})`;

describe.skipIf(missing !== null)(title, () => {
  let cluster: Cluster;
  let api: Api;
  let lab: Lab;
  let repository: Served;

  const helm = (...args: readonly string[]): string =>
    execFileSync(toolPath("helm").path ?? "", [...args], {
      cwd: lab.repository,
      encoding: "utf8",
      env: { ...process.env, KUBECONFIG: cluster.kubeconfig },
    });
  const released = (): readonly JsonObject[] =>
    objectsOf(helm("get", "manifest", "small", "--namespace", "monitoring"));
  /** Builds, pushes, and runs the README's step; repositories were added before. */
  const install = async (message: string): Promise<readonly string[]> => {
    lab.build();
    lab.push(message, () => {});
    return await runReadme(cluster, lab, "Release", (line) => !line.startsWith("helm repo add"));
  };

  beforeAll(async () => {
    cluster = await startCluster({ controllers: false, services: "10.43.0.0/16" });
    api = cluster.api;
    lab = Lab.byHand(HOMELAB, cluster.folder, charts);
    lab.build();
    const { dependencies } = parse(lab.built("chart/Chart.yaml")) as {
      readonly dependencies: readonly (Chart & { readonly alias: string; readonly repository: string })[];
    };
    repository = await serveCharts(charts, dependencies);
    addRepositories(cluster.folder, dependencies, repository.url);
  });

  afterAll(async () => {
    await repository?.stop();
    await cluster?.stop();
  });

  it("installs with the commands of the README: Helm accepts Chart.lock, and the API server all objects", async () => {
    const lines = await install("The homelab");
    expect(lines.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
      "helm dependency build",
      "for folder in",
      "helm upgrade --install",
    ]);
    expect(
      getAt(JSON.parse(helm("status", "small", "--namespace", "monitoring", "--output", "json")), [
        "info",
        "status",
      ]),
    ).toBe("deployed");
  });

  it("has every object of the release, named as each chart names them alone", async () => {
    const objects = released();
    const found = await Promise.all(
      objects.map(async (object) => {
        const { apiVersion, kind, namespace, name } = identityOf(object);
        const there = await api.get(apiVersion, kind, namespace || "monitoring", name);
        return there === undefined ? [titleOf(object)] : [];
      }),
    );
    expect(found.flat()).toEqual([]);
    expect(objects.map(titleOf)).toEqual(
      expect.arrayContaining([
        "Namespace hello",
        "Namespace monitoring",
        "StatefulSet monitoring/loki",
        "DaemonSet monitoring/alloy",
        "Deployment hello/hello",
      ]),
    );
    const hello = await api.get("apps/v1", "Deployment", "hello", "hello");
    expect(JSON.stringify(hello)).toContain("{{ .Values.nothing }}");
    const monitoring = await api.get("v1", "Namespace", "", "monitoring");
    expect(getAt(monitoring, ["metadata", "labels", "pod-security.kubernetes.io/enforce"])).toBe(
      "privileged",
    );
  });

  it("a change of one value changes that chart alone", async () => {
    const objects = released();
    const before = await fingerprints(api, objects);
    lab.set(["observability", "logs", "loki", "retention"], "14d");
    await install("Logs for two weeks");
    expect(differing(before, await fingerprints(api, objects))).toEqual([
      "ConfigMap monitoring/loki",
      "StatefulSet monitoring/loki",
    ]);
  });

  it("switching components off takes what they run, and keeps namespaces", async () => {
    lab.delete(["apps"]);
    lab.delete(["observability", "collector"]);
    await install("Without the collector");
    expect(await api.get("apps/v1", "DaemonSet", "monitoring", "alloy")).toBeUndefined();
    expect(await api.get("apps/v1", "Deployment", "hello", "hello")).toBeUndefined();
    expect(await api.get("apps/v1", "StatefulSet", "monitoring", "loki")).toBeDefined();
    const namespace = await api.get("v1", "Namespace", "", "hello");
    expect(getAt(namespace, ["metadata", "deletionTimestamp"])).toBeUndefined();
    expect(namespace).toBeDefined();
  });
});

/**
 * What `helm repo add` leaves, with the addresses of the plan: indices that name archives of the served folder. Only with
 * them can Chart.yaml and Chart.lock stay as they were built. https://helm.sh/docs/helm/helm_repo_add/
 */
function addRepositories(
  folder: string,
  dependencies: readonly (Chart & { readonly alias: string; readonly repository: string })[],
  served: string,
): void {
  const home = join(folder, "home");
  mkdirSync(join(home, "repository"), { recursive: true });
  const repositories = dependencies.map(({ alias, repository }) => ({ name: alias, url: repository }));
  writeFileSync(
    join(home, "repositories.yaml"),
    stringify({ apiVersion: "", generated: "2026-01-01T00:00:00Z", repositories }),
  );
  for (const { alias, name, version } of dependencies)
    writeFileSync(
      join(home, "repository", `${alias}-index.yaml`),
      stringify({
        apiVersion: "v1",
        generated: "2026-01-01T00:00:00Z",
        entries: {
          [name]: [{ apiVersion: "v2", name, version, urls: [`${served}/${archiveOf({ name, version })}`] }],
        },
      }),
    );
  // The indices are there; asking for newer ones would leave the machine.
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, "helm"),
    `#!/bin/sh\ncase "$1 $2" in "dependency build") set -- "$@" --skip-refresh ;; esac\nexec '${toolPath("helm").path}' "$@"\n`,
    { mode: 0o755 },
  );
}
