import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { parse } from "yaml";
import { toolPath } from "../../scripts/tools.mjs";
import { getAt, type Json, type JsonObject } from "../../src/values/json.ts";
import { CHARTS } from "../support/root.ts";
import type { Api } from "./api.ts";
import { applyAll, runReadme } from "./bootstrap.ts";
import { type Cluster, startCluster } from "./cluster.ts";
import { k3sDefinitions, objectsOf } from "./definitions.ts";
import { Lab } from "./lab.ts";
import { until } from "./process.ts";

const missing = inject("unavailable");

const HOMELAB = `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: small}
kubernetes: {version: v1.36.3+k3s1}
nodes: [{name: node1, role: server, address: 192.168.1.11, memory: 8Gi, disk: 64Gi}]
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}, cni: {cilium: {}}}
delivery: {k3s: {}}
`;

const HELM_CHARTS = "/apis/helm.cattle.io/v1/namespaces/kube-system/helmcharts";

const title = missing === null ? "K3s alone and a small homelab" : `K3s alone (skipped: ${missing})`;

describe.skipIf(missing !== null)(title, () => {
  let cluster: Cluster;
  let api: Api;
  let lab: Lab;

  const release = async (): Promise<JsonObject> => {
    const found = await api.get("helm.cattle.io/v1", "HelmChart", "kube-system", "cilium");
    if (found === undefined) throw new Error("there is no HelmChart");
    return found;
  };
  const wanted = (): Json => parse(lab.built("chart/values.yaml")).components.cilium.values;
  /** Builds, pushes, and runs the README's command; raw manifests are not what this is about. */
  const install = async (message: string): Promise<readonly string[]> => {
    lab.build();
    lab.push(message, () => {});
    return await runReadme(cluster, lab, "Releases", (line) => line.startsWith("helm "));
  };

  beforeAll(async () => {
    cluster = await startCluster({ controllers: false, services: "10.43.0.0/16" });
    api = cluster.api;
    lab = Lab.byHand(HOMELAB, cluster.folder, CHARTS ?? "");
    lab.build();
    mkdirSync(join(cluster.folder, "bin"), { recursive: true });
    symlinkSync(toolPath("helm").path ?? "", join(cluster.folder, "bin/helm"));
    await applyAll(api, k3sDefinitions());
    await until(
      async () => ((await api.call("GET", HELM_CHARTS)).status === 200 ? true : undefined),
      30,
      () => "HelmCharts are not served",
    );
  });

  afterAll(async () => {
    await cluster?.stop();
  });

  it("has a HelmChart by K3s first, whose fields nobody may change without force", async () => {
    const [chart] = objectsOf(lab.built("k3s/node1/manifests/20-cilium.yaml")).filter(
      ({ kind }) => kind === "HelmChart",
    );
    // Its deploy controller creates what it finds in the folder of manifests, under the name of the node.
    const query = "fieldManager=deploy%40node1&fieldValidation=Strict";
    const { status } = await api.call("POST", `${HELM_CHARTS}?${query}`, chart);
    expect(status).toBe(201);
    const taken = {
      apiVersion: "helm.cattle.io/v1",
      kind: "HelmChart",
      metadata: { name: "cilium", namespace: "kube-system" },
      spec: { valuesContent: "" },
    };
    const type = "application/apply-patch+yaml";
    const answer = await api.call("PATCH", `${HELM_CHARTS}/cilium?fieldManager=helm&dryRun=All`, taken, type);
    expect(answer.status).toBe(409);
  });

  it("is taken over by the command of the README, with nothing left of the first values", async () => {
    await install("The homelab");
    const found = await release();
    expect(getAt(found, ["metadata", "annotations", "meta.helm.sh/release-name"])).toBe("small");
    expect(getAt(found, ["spec", "valuesContent"])).toBe("");
    expect(getAt(found, ["spec", "values"])).toEqual(wanted());
    expect(getAt(found, ["spec", "failurePolicy"])).toBe("retry");
  });

  it("follows a change of the homelab by the same command", async () => {
    const before = wanted();
    lab.set(["network", "cni", "cilium", "hubble"], false);
    await install("Without Hubble");
    expect(wanted()).not.toEqual(before);
    expect(getAt(await release(), ["spec", "values"])).toEqual(wanted());
    expect(getAt(await release(), ["spec", "valuesContent"])).toBe("");
  });
});
