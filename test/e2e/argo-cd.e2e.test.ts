import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { parseDocument } from "yaml";
import { getAt, type JsonObject } from "../../src/values/json.ts";
import { clusterOf } from "../support/cluster.ts";
import { CHARTS, ROOT } from "../support/root.ts";
import { type Api, identityOf, titleOf } from "./api.ts";
import { APPLICATION, ARGO_CD, startArgoCd } from "./argo-cd.ts";
import { isRelease, refresh, synced, syncs } from "./argo-state.ts";
import { applyAll, runReadme, startAsK3s } from "./bootstrap.ts";
import { type Chart, serveCharts } from "./chart-repository.ts";
import { type Cluster, startCluster } from "./cluster.ts";
import { ciliumDefinitions, k3sDefinitions } from "./definitions.ts";
import { type Served, serveGit } from "./git-server.ts";
import { Lab } from "./lab.ts";
import { gone, HOLDERS } from "./leaving.ts";
import { type Nodes, startNodes } from "./nodes.ts";
import { type Running, until } from "./process.ts";
import { differing, fingerprints } from "./state.ts";

const missing = inject("unavailable");
const charts = CHARTS ?? "";
const NODES = ["pi1", "pi2", "pi3", "pi4"];
const REPOSITORY = "https://git.example.org/me/homelab.git";

/** Components that are switched off, one after the other, and the releases that go with them. */
const SWITCHES: readonly {
  readonly title: string;
  readonly paths: readonly (readonly string[])[];
  readonly releases: readonly string[];
}[] = [
  { title: "applications", paths: [["apps"]], releases: [] },
  { title: "the login provider", paths: [["identity"]], releases: ["authentik"] },
  {
    title: "metrics, logs and dashboards",
    paths: [["observability"]],
    releases: ["alloy", "grafana", "loki", "prometheus", "prometheus-crds"],
  },
  { title: "certificates", paths: [["tls"]], releases: ["cert-manager"] },
];

/** Data as it comes to be while a homelab is used. */
const DATA: readonly JsonObject[] = [
  {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "used", namespace: "hello-world" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  },
];

/** The reference homelab with Argo CD: Secrets are made by hand then. */
function homelab(): string {
  const document = parseDocument(readFileSync(join(ROOT, "examples/turing-pi/homelab.yaml"), "utf8"));
  document.deleteIn(["delivery", "flux"]);
  document.setIn(["delivery", "argoCd"], { repository: REPOSITORY });
  document.delete("secrets");
  return document.toString();
}

const title = missing === null ? "Argo CD and the reference homelab" : `Argo CD (skipped: ${missing})`;

describe.skipIf(missing !== null)(title, () => {
  let cluster: Cluster;
  let api: Api;
  let lab: Lab;
  let nodes: Nodes | undefined;
  let argo: readonly Running[] = [];
  const served: Served[] = [];
  /** Changes the pushed copy of the output. */
  let copied: (output: string) => void;
  let before: {
    readonly syncs: ReadonlyMap<string, readonly string[]>;
    readonly objects: ReadonlyMap<string, string>;
  };

  const check = () => {
    nodes?.check();
    for (const one of argo) one.check();
  };
  /** What Argo CD said last of an Application. */
  const told = (name: string): readonly string[] =>
    argo
      .flatMap((one) => one.log().split("\n"))
      .filter((line) => line.includes(`${ARGO_CD}/${name} `) || line.includes(`application=${name} `))
      .slice(-15);
  const push = async (message: string): Promise<string> => {
    lab.build();
    const commit = lab.push(message, copied);
    await refresh(api);
    return commit;
  };
  const plans = new Map<string, readonly JsonObject[]>();
  const planned = async (): Promise<readonly JsonObject[]> => {
    const known = plans.get(lab.text);
    if (known !== undefined) return known;
    const objects: readonly JsonObject[] = await clusterOf(
      lab.text,
      charts,
      /^(manifests|gitops)\/.*\.yaml$/,
    );
    // Hooks are gone when their work is done.
    const lasting = objects.filter(
      (object) => getAt(object, ["metadata", "annotations", "helm.sh/hook"]) === undefined,
    );
    plans.set(lab.text, lasting);
    return lasting;
  };
  /** What must outlive its component, by title, with its identity; not what is about to go. */
  const holders = async (): Promise<ReadonlyMap<string, string>> => {
    const found = await Promise.all(HOLDERS.map(([apiVersion, kind]) => api.list(apiVersion, kind)));
    return new Map(
      found
        .flat()
        .filter((object) => getAt(object, ["metadata", "deletionTimestamp"]) === undefined)
        .map((object) => [titleOf(object), String(getAt(object, ["metadata", "uid"]))]),
    );
  };

  beforeAll(async () => {
    cluster = await startCluster({ controllers: true, services: "10.43.0.0/16" });
    api = cluster.api;
    lab = Lab.byHand(homelab(), cluster.folder, charts);
    lab.build();
    const { charts: used } = JSON.parse(lab.built("k8sgen.json")) as {
      charts: readonly (Chart & { readonly repository: string })[];
    };
    const repository = await serveCharts(charts, used);
    const remotes = await serveGit(lab.remotes);
    served.push(repository, remotes);
    // The project lets in the served repository in the place of one of those that it stands for.
    const [replaced = ""] = used.map((chart) => chart.repository);
    copied = (output) => {
      const values = join(output, "chart/values.yaml");
      writeFileSync(
        values,
        readFileSync(values, "utf8").replace(/^ {4}repository: .*$/gm, `    repository: ${repository.url}`),
      );
      const entry = join(output, "gitops");
      for (const name of readdirSync(entry)) {
        const text = readFileSync(join(entry, name), "utf8").replaceAll(
          REPOSITORY,
          `${remotes.url}/homelab.git`,
        );
        writeFileSync(
          join(entry, name),
          name === "project.yaml" ? text.replace(`- ${replaced}\n`, `- ${repository.url}\n`) : text,
        );
      }
    };
  });

  afterAll(async () => {
    await nodes?.stop();
    await Promise.all(served.map((one) => one.stop()));
    await cluster?.stop(argo);
  });

  let isUp = false;
  beforeEach(({ task }) => {
    if (!isUp && !task.name.startsWith("converges")) throw new Error("the homelab did not come up");
  });

  it("converges from an empty cluster with the commands of the README", async () => {
    const commit = lab.push("The homelab", copied);
    const start = Date.now();
    nodes = await startNodes(api, NODES);
    // K3s brings its own kinds; Cilium's operator would register those of Cilium.
    await applyAll(api, [...k3sDefinitions(), ...ciliumDefinitions()]);
    const installed = await startAsK3s(cluster, lab, "pi1", charts);
    expect(installed.map((release) => titleOf(release))).toEqual([
      "HelmChart kube-system/cilium",
      "HelmChart kube-system/argo-cd",
    ]);
    const handover = await runReadme(cluster, lab, "Handover", (line) => line.startsWith("kubectl "));
    expect(handover).toHaveLength(5);
    argo = await startArgoCd(cluster);
    const entry = await runReadme(cluster, lab, "Argo CD", () => true);
    expect(entry).toHaveLength(3);
    const applications = await synced(api, { commit, seconds: 1500, check });
    isUp = true;
    const seconds = ((Date.now() - start) / 1000).toFixed(0);
    process.stdout.write(`From empty to converged: ${seconds} s, ${applications.length} Applications\n`);
  }, 1_800_000);

  it("has every object of the plan, with the kinds of its own", async () => {
    const objects = await planned();
    const found = new Set<string>();
    for (const object of objects) {
      const { apiVersion, kind, namespace, name } = identityOf(object);
      if ((await api.get(apiVersion, kind, namespace, name)) !== undefined) found.add(titleOf(object));
    }
    expect(objects.map(titleOf).filter((one) => !found.has(one))).toEqual([]);
    expect(objects.length).toBeGreaterThan(300);
  });

  it("began no release before those that it waits for", async () => {
    const releases = (await api.list(...APPLICATION)).filter(isRelease);
    const began = new Map(
      releases.map((one) => [
        identityOf(one).name,
        Date.parse(String(getAt(one, ["metadata", "creationTimestamp"]))),
      ]),
    );
    const pairs = releases.flatMap((one) =>
      String(getAt(one, ["metadata", "annotations", "k8sgen.dev/depends-on"]) ?? "")
        .split(",")
        .filter((name) => name !== "")
        .map((other) => [identityOf(one).name, other] as const),
    );
    expect(pairs.length).toBeGreaterThan(5);
    const early = pairs.filter(([name, other]) => !((began.get(other) ?? Infinity) < (began.get(name) ?? 0)));
    expect(early).toEqual([]);
  });

  it("stays calm: looked at again, nothing differs and nothing is synced again", async () => {
    const first = await syncs(api);
    await refresh(api);
    await until(
      async () =>
        (await api.list(...APPLICATION)).every(
          (one) => getAt(one, ["metadata", "annotations", "argocd.argoproj.io/refresh"]) === undefined,
        )
          ? true
          : undefined,
      120,
      () => "not everything was looked at again",
    );
    const late = (await api.list(...APPLICATION))
      .filter((one) => getAt(one, ["status", "sync", "status"]) !== "Synced")
      .map(titleOf);
    expect(late).toEqual([]);
    expect(await syncs(api)).toEqual(first);
  });

  it("a push that changes one value changes that release alone", async () => {
    const objects = await planned();
    before = { syncs: await syncs(api), objects: await fingerprints(api, objects) };
    lab.set(["observability", "logs", "loki", "retention"], "5d");
    await synced(api, { commit: await push("Logs are kept for longer"), seconds: 300, check });
    await until(
      async () => (differing(before.syncs, await syncs(api)).includes("loki") ? true : undefined),
      120,
      () => "loki was not synced",
    );
    await until(
      async () => {
        const now = await fingerprints(api, objects);
        return differing(before.objects, now).some((one) => one.startsWith("ConfigMap monitoring/loki"))
          ? true
          : undefined;
      },
      120,
      () => "loki did not change",
    );
    const changed = differing(before.objects, await fingerprints(api, objects));
    expect(changed.filter((one) => !/ monitoring\/loki|^Application argocd\/loki$/.test(one))).toEqual([]);
  });

  it("a revert restores it", async () => {
    const commit = lab.revert();
    lab.set(["observability", "logs", "loki", "retention"], "3d");
    await refresh(api);
    await synced(api, { commit, seconds: 300, check });
    const objects = await planned();
    await until(
      async () =>
        differing(before.objects, await fingerprints(api, objects)).length === 0 ? true : undefined,
      120,
      async () => differing(before.objects, await fingerprints(api, objects)).join("\n"),
    );
  });

  it("keeps what others make there: a claim in the namespace of an application", async () => {
    await applyAll(api, DATA);
    const now = await holders();
    expect(DATA.map(titleOf).filter((one) => !now.has(one))).toEqual([]);
  });

  describe.each(SWITCHES)("switching off $title", ({ paths, releases }) => {
    it("takes all of it away, and leaves what holds data", async () => {
      const kept = await holders();
      const had = await planned();
      for (const path of paths) lab.delete(path);
      const commit = await push("Less");
      await until(
        async () => {
          check();
          const names = (await api.list(...APPLICATION)).map((one) => identityOf(one).name);
          return releases.every((name) => !names.includes(name)) ? true : undefined;
        },
        300,
        async () =>
          (await api.list(...APPLICATION))
            .filter((one) => releases.includes(identityOf(one).name))
            .flatMap((one) => [
              `${titleOf(one)}: ${JSON.stringify(getAt(one, ["metadata", "deletionTimestamp"]) ?? null)} ${JSON.stringify(getAt(one, ["status", "conditions"]) ?? null)}`,
              ...told(identityOf(one).name),
            ])
            .join("\n"),
      );
      await synced(api, { commit, seconds: 300, check });
      expect(await gone(api, had, await planned(), 300)).toBeGreaterThan(0);
      const now = await holders();
      expect([...kept.keys()].filter((one) => now.get(one) !== kept.get(one))).toEqual([]);
    });
  });
});
