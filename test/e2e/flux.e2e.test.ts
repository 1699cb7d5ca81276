import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { getAt, type JsonObject } from "../../src/values/json.ts";
import { clusterOf } from "../support/cluster.ts";
import { CHARTS, ROOT } from "../support/root.ts";
import { type Api, identityOf, titleOf } from "./api.ts";
import { applyAll, fluxSync, runReadme, startAsK3s, writeSync } from "./bootstrap.ts";
import { type Chart, serveCharts } from "./chart-repository.ts";
import { type Cluster, startCluster } from "./cluster.ts";
import { ciliumDefinitions, fluxDefinitions, k3sDefinitions } from "./definitions.ts";
import { startFlux } from "./flux.ts";
import { type Served, serveGit } from "./git-server.ts";
import { Lab } from "./lab.ts";
import { gone, HOLDERS } from "./leaving.ts";
import { podOf } from "./pods.ts";
import { type Running, until } from "./process.ts";
import {
  condition,
  converged,
  differing,
  fingerprints,
  history,
  KUSTOMIZATION,
  RELEASE,
  reconcile,
} from "./state.ts";

const missing = inject("unavailable");
const charts = CHARTS ?? "";
const FIRST = "pi1";

/** Components that are switched off, one after the other, and the releases that go with them. */
const SWITCHES: readonly {
  readonly title: string;
  readonly paths: readonly (readonly string[])[];
  readonly releases: readonly string[];
}[] = [
  { title: "applications", paths: [["apps"]], releases: [] },
  { title: "backups to another place", paths: [["backup", "offsite"]], releases: [] },
  { title: "the login provider", paths: [["identity"]], releases: ["authentik"] },
  {
    title: "metrics, logs and dashboards",
    paths: [["observability"]],
    releases: ["alloy", "grafana", "loki", "prometheus", "prometheus-crds"],
  },
  { title: "names in DNS", paths: [["dns", "externalDns"]], releases: ["external-dns"] },
  { title: "certificates", paths: [["tls"]], releases: ["cert-manager"] },
  { title: "volumes", paths: [["storage"]], releases: ["longhorn", "nfs"] },
];

/** Data as it comes to be while a homelab is used. */
const DATA: readonly JsonObject[] = [
  {
    apiVersion: "longhorn.io/v1beta2",
    kind: "Volume",
    metadata: { name: "used", namespace: "longhorn-system" },
    spec: { size: "1073741824", numberOfReplicas: 2, frontend: "blockdev", dataEngine: "v1" },
  },
  {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "used", namespace: "hello-world" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  },
];

const title = missing === null ? "Flux and the reference homelab" : `Flux (skipped: ${missing})`;

describe.skipIf(missing !== null)(title, () => {
  let cluster: Cluster;
  let api: Api;
  let lab: Lab;
  let flux: readonly Running[] = [];
  const served: Served[] = [];
  let before: {
    readonly histories: ReadonlyMap<string, readonly string[]>;
    readonly objects: ReadonlyMap<string, string>;
  };
  /** Changes the pushed copy of the output. */
  let copied: (output: string) => void;

  const push = async (message: string): Promise<string> => {
    lab.build();
    const commit = lab.push(message, copied);
    await follow();
    return commit;
  };
  /** Flux looks for new commits once a minute by itself. */
  const follow = async () => reconcile(api, await api.list("source.toolkit.fluxcd.io/v1", "GitRepository"));
  const ready = (commit: string, seconds: number) =>
    converged(api, {
      umbrella: lab.name,
      commit,
      seconds,
      check: () => {
        for (const one of flux) one.check();
      },
    });
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
  const there = async (objects: readonly JsonObject[]): Promise<ReadonlyMap<string, JsonObject>> => {
    const found = new Map<string, JsonObject>();
    for (const object of objects) {
      const { apiVersion, kind, namespace, name } = identityOf(object);
      const now = await api.get(apiVersion, kind, namespace, name);
      if (now !== undefined) found.set(titleOf(object), now);
    }
    return found;
  };

  const histories = async (): Promise<ReadonlyMap<string, readonly string[]>> =>
    new Map(
      (await api.list(...RELEASE)).map((release) => {
        const { namespace, name } = identityOf(release);
        return [`${namespace}/${name}`, history(release)];
      }),
    );
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
    lab = await Lab.of(
      readFileSync(join(ROOT, "examples/turing-pi/homelab.yaml"), "utf8"),
      cluster.folder,
      charts,
    );
    lab.build();
    const { charts: used } = JSON.parse(lab.built("k8sgen.json")) as { charts: readonly Chart[] };
    const repository = await serveCharts(charts, used);
    const remotes = await serveGit(lab.remotes);
    served.push(repository, remotes);
    const sync = fluxSync(lab, `${remotes.url}/homelab.git`);
    copied = (output) => {
      // Charts come from the folder of archives, and without nodes no release would ever see its pods ready.
      const path = join(output, "chart/values.yaml");
      const values = readFileSync(path, "utf8");
      writeFileSync(
        path,
        values
          .replace(/^wait: true$/m, "wait: false")
          .replace(/^ {4}repository: .*$/gm, `    repository: ${repository.url}`),
      );
      writeSync(output, sync);
    };
  });

  afterAll(async () => {
    await Promise.all(served.map((one) => one.stop()));
    await cluster?.stop(flux);
  });

  let isUp = false;
  beforeEach(({ task }) => {
    if (!isUp && !task.name.startsWith("converges")) throw new Error("the homelab did not come up");
  });

  it("converges from an empty cluster with the commands of the README", async () => {
    const commit = lab.push("The homelab", copied);
    const start = Date.now();
    // K3s brings its own kinds; Cilium's operator, which needs a node, would register those of Cilium.
    await applyAll(api, [...k3sDefinitions(), ...ciliumDefinitions()]);
    const installed = await startAsK3s(cluster, lab, FIRST, charts);
    expect(installed.map((release) => titleOf(release))).toEqual(["HelmChart kube-system/cilium"]);
    const handover = await runReadme(cluster, lab, "Handover", (line) => line.startsWith("kubectl "));
    expect(handover).toHaveLength(1);
    const keys = await runReadme(cluster, lab, "Flux's keys", (line) => /^KEY=|^kubectl create /.test(line));
    expect(keys).toHaveLength(3);
    // The rest is `flux bootstrap git`.
    await applyAll(api, fluxDefinitions());
    flux = await startFlux(cluster);
    const remote = served[1]?.url ?? "";
    await until(
      async () => {
        const answers = await Promise.all(
          fluxSync(lab, `${remote}/homelab.git`).map((object) => api.apply(object, { dryRun: true })),
        );
        return answers.every(({ refused }) => refused === undefined) ? true : undefined;
      },
      30,
      () => "the kinds of Flux are not there",
    );
    await applyAll(api, fluxSync(lab, `${remote}/homelab.git`));
    const objects = await ready(commit, 600);
    isUp = true;
    const seconds = ((Date.now() - start) / 1000).toFixed(0);
    process.stdout.write(
      `From empty to converged: ${seconds} s, ${objects.length} releases and Kustomizations\n`,
    );
  });

  it("has every object of the plan, with the kinds of its own", async () => {
    const objects = await planned();
    const found = await there(objects);
    expect(objects.map(titleOf).filter((one) => !found.has(one))).toEqual([]);
    expect(objects.length).toBeGreaterThan(300);
  });

  it("made the pods of every workload: none is refused by Pod Security, for want of an account or of a priority", async () => {
    const late = async () =>
      [...(await api.list("apps/v1", "Deployment")), ...(await api.list("apps/v1", "StatefulSet"))]
        .filter((workload) => getAt(workload, ["spec", "replicas"]) !== 0)
        .filter((workload) => !(Number(getAt(workload, ["status", "replicas"]) ?? 0) > 0))
        .map(titleOf);
    await until(
      async () => ((await late()).length === 0 ? true : undefined),
      60,
      async () => (await late()).join("\n"),
    );
    // Without nodes there are no pods of DaemonSets, and before their time none of CronJobs.
    const refused: string[] = [];
    for (const workload of [
      ...(await api.list("apps/v1", "DaemonSet")),
      ...(await api.list("batch/v1", "CronJob")),
    ]) {
      const pod = podOf(workload);
      if (pod === undefined) throw new Error(`${titleOf(workload)} has no template of pods`);
      const answer = await api.apply(pod, { dryRun: true });
      if (answer.refused !== undefined) refused.push(`${titleOf(workload)}: ${answer.refused}`);
    }
    expect(refused).toEqual([]);
  });

  it("took over what K3s had installed, without installing it anew", async () => {
    const releases = await api.list(...RELEASE);
    const cilium = releases.find((release) => identityOf(release).name === "cilium");
    // The first was K3s'.
    expect(cilium === undefined ? [] : history(cilium)).toEqual(["2 deployed"]);
    const names = ["v1", "v2", "v3"].map((version) => `sh.helm.release.v1.cilium.${version}`);
    const states = await Promise.all(names.map((name) => api.get("v1", "Secret", "kube-system", name)));
    expect(states.map((secret) => getAt(secret, ["metadata", "labels", "status"]))).toEqual([
      "superseded",
      "deployed",
      undefined,
    ]);
    const chart = await api.get("helm.cattle.io/v1", "HelmChart", "kube-system", "cilium");
    expect(getAt(chart, ["metadata", "annotations", "helmcharts.helm.cattle.io/unmanaged"])).toBe("true");
  });

  it("stays calm: looked at again, nothing has drifted and nothing is installed again", async () => {
    const before = await histories();
    const all = [...(await api.list(...RELEASE)), ...(await api.list(...KUSTOMIZATION))];
    const token = await reconcile(api, all);
    await until(
      async () => {
        const now = [...(await api.list(...RELEASE)), ...(await api.list(...KUSTOMIZATION))];
        return now.every((object) => getAt(object, ["status", "lastHandledReconcileAt"]) === token)
          ? true
          : undefined;
      },
      120,
      () => "not everything was looked at again",
    );
    expect(await histories()).toEqual(before);
    const events = await api.list("v1", "Event");
    expect(events.filter(({ reason }) => reason === "DriftDetected").map(({ message }) => message)).toEqual(
      [],
    );
  });

  it("a push that changes one value changes that release alone", async () => {
    const objects = await planned();
    before = { histories: await histories(), objects: await fingerprints(api, objects) };
    lab.set(["observability", "logs", "loki", "retention"], "5d");
    await ready(await push("Logs are kept for longer"), 180);
    // The release itself is upgraded after the umbrella has changed what it is to be.
    await until(
      async () => ((await histories()).get("monitoring/loki")?.[0]?.startsWith("2 ") ? true : undefined),
      120,
      () => "loki was not upgraded",
    );
    const after = { histories: await histories(), objects: await fingerprints(api, objects) };
    expect(differing(before.histories, after.histories)).toEqual([
      `flux-system/${lab.name}`,
      "monitoring/loki",
    ]);
    const changed = differing(before.objects, after.objects);
    expect(changed.length).toBeGreaterThan(1);
    expect(changed.filter((one) => !/ monitoring\/loki/.test(one))).toEqual([]);
  });

  it("a revert restores it", async () => {
    const commit = lab.revert();
    lab.set(["observability", "logs", "loki", "retention"], "3d");
    await follow();
    await ready(commit, 180);
    await until(
      async () => ((await histories()).get("monitoring/loki")?.[0]?.startsWith("3 ") ? true : undefined),
      120,
      () => "loki was not upgraded",
    );
    const objects = await planned();
    expect(differing(before.objects, await fingerprints(api, objects))).toEqual([]);
  });

  it("keeps what others make there: a volume of Longhorn, a claim in the namespace of an application", async () => {
    await applyAll(api, DATA);
    const now = await holders();
    expect(DATA.map(titleOf).filter((one) => !now.has(one))).toEqual([]);
  });

  describe.each(SWITCHES)("switching off $title", ({ paths, releases }) => {
    it("takes all of it away, and leaves what holds data", async () => {
      const kept = await holders();
      const had = await planned();
      for (const path of paths) lab.delete(path);
      await ready(await push("Less"), 180);
      const left = async () =>
        (await api.list(...RELEASE))
          .map((release) => identityOf(release).name)
          .filter((name) => releases.includes(name));
      await until(
        async () => ((await left()).length === 0 ? true : undefined),
        180,
        async () => {
          const all = (await api.list(...RELEASE)).filter((one) => releases.includes(identityOf(one).name));
          return all.map((one) => `${titleOf(one)}: ${condition(one, "Ready")?.message}`).join("\n");
        },
      );
      expect(await gone(api, had, await planned(), 180)).toBeGreaterThan(0);
      const now = await holders();
      expect([...kept.keys()].filter((one) => now.get(one) !== kept.get(one))).toEqual([]);
    });
  });
});
