import { describe, expect, it } from "vitest";
import { archive, blueprint, charted, type Files, laboratory } from "./lab.ts";

const { run } = laboratory();

const REPOSITORY = "repository: https://git.example.org/me/t.git";

/** What each engine needs below `delivery`. */
const ENGINES: Readonly<Record<string, string>> = {
  argoCd: `argoCd: {${REPOSITORY}}`,
  fleet: `fleet: {${REPOSITORY}}`,
  flux: `flux: {${REPOSITORY}}`,
  helm: "helm: {}",
  k3s: "k3s: {}",
};

const homelabWith = (delivery: string): string => `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: t}
kubernetes: {version: v1.36.3+k3s1}
nodes: [{name: a, role: server, address: 192.168.1.2, arch: arm64, memory: 8Gi, disk: 32Gi}]
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}}
delivery: {${delivery}}
`;

const claim = (annotations = ""): string => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, annotations: {${annotations}}}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`;
const KEPT = "helm.sh/resource-policy: keep";

const STATEFUL_SET = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: web
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers: [{name: web, image: "registry.example.org/web:1.0.0", securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]
  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
`;

const VALUES =
  "server: {persistence: {enabled: true, annotations: {}, existingClaim: ''}}\nannotations: {}\n";

const chart = (template: string, extra = ""): Files => ({
  ...blueprint("one", charted("one", extra)),
  "charts/one-1.0.0.tgz": archive("one", { "values.yaml": VALUES, "templates/a.yaml": template }),
});

const lost = async (engine: string, files: Files, use = "  one: {}") => {
  const { report } = await run({ homelab: homelabWith(ENGINES[engine] ?? ""), use, files, charts: true });
  return report.diagnostics.filter(({ code }) => code === "E_ENGINE_DATA");
};

const UNABLE = Object.keys(ENGINES).filter((engine) => engine !== "flux");

/** A volume that is no provisioner's, and the claim on it. */
const FIXED = `apiVersion: v1
kind: PersistentVolume
metadata: {name: share}
spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteMany], storageClassName: "", nfs: {server: 192.168.1.9, path: /srv}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: share}
spec: {accessModes: [ReadWriteMany], storageClassName: "", volumeName: share, resources: {requests: {storage: 1Gi}}}
`;

describe("a chart that renders a claim, where its engine would delete it with the release", () => {
  it.each(UNABLE)("%s: is told where the component is switched on", async (engine) => {
    const [fault, ...more] = await lost(engine, chart(claim()));
    expect(more).toEqual([]);
    expect([fault?.severity, fault?.path, fault?.location?.line]).toEqual(["error", "extensions.one", 9]);
    expect(fault?.message).toContain("PersistentVolumeClaim one/data carries no");
    expect(fault?.hint).toContain("`server.persistence.annotations`, `server.persistence.existingClaim`;");
    expect(fault?.hint).toContain("`delivery.flux`");
  });

  it.each(UNABLE)("%s: is fine with Helm's mark, and so are claims of a StatefulSet", async (engine) => {
    expect(await lost(engine, chart(`${claim(KEPT)}---\n${STATEFUL_SET}`))).toEqual([]);
  });

  it("is fine where the volume is no provisioner's", async () => {
    expect(await lost("argoCd", chart(FIXED))).toEqual([]);
    const deleted = FIXED.replace("nfs:", "persistentVolumeReclaimPolicy: Delete, nfs:");
    const [fault] = await lost("argoCd", chart(deleted));
    expect(fault?.message).toContain("and PersistentVolume share carries no");
  });

  it("is fine with Flux, which marks it", async () => {
    expect(await lost("flux", chart(claim()))).toEqual([]);
  });

  it("is fine as a plain object, which gets the engine's mark", async () => {
    const { report, tree } = await run({
      homelab: homelabWith(`${ENGINES.k3s}, rendered: true`),
      use: "  one: {}",
      files: chart(claim()),
      charts: true,
    });
    expect(report.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(Object.keys(tree)).toContain("rendered/one/persistentvolumeclaim.yaml");
  });

  it("is fine where the release itself stays", async () => {
    const staying = chart(claim(), ", deleteHooks: true");
    expect(await lost("fleet", staying)).toEqual([]);
    expect(await lost("k3s", staying)).toEqual([]);
    // People remove an Application of Argo CD, and with it what it has installed.
    expect(await lost("argoCd", staying)).toHaveLength(1);
  });

  it("is told of a chart of the user's own, and of an object whose operator removes what it has stored", async () => {
    const own = `apps:
  notes:
    chart: {name: one, repository: https://charts.example.org, version: 1.0.0}
`;
    const cluster =
      "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {name: rook, namespace: notes}\n";
    const { report } = await run({
      homelab: `${homelabWith(ENGINES.argoCd ?? "")}${own}`,
      use: "  one: {}",
      files: { ...chart(cluster), ...blueprint("one", "") },
      charts: true,
    });
    const found = report.diagnostics.filter(({ code }) => code === "E_ENGINE_DATA");
    expect(found.map(({ path, message }) => [path, /CephCluster notes\/rook/.test(message)])).toEqual([
      ["apps.notes", true],
    ]);
  });
});
