import { describe, expect, it } from "vitest";
import { archive, blueprint, charted, type Files, laboratory } from "./lab.ts";

const { run } = laboratory();

const pod = (resources: string): string =>
  `template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: "a:1", resources: ${resources}}]}}`;
const selector = "selector: {matchLabels: {a: b}}";

/** Two copies of half a core; a pod on each node whose limit is its request; a set of three with a volume each. */
const CHART = `apiVersion: apps/v1
kind: Deployment
metadata: {name: a, namespace: one}
spec: {replicas: 2, ${selector}, ${pod("{requests: {cpu: 500m, memory: 1Gi}}")}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: b, namespace: one}
spec: {${selector}, ${pod("{limits: {cpu: 100m, memory: 128Mi}}")}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: c, namespace: one}
spec:
  replicas: 3
  serviceName: c
  ${selector}
  volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}}]
  template:
    metadata: {labels: {a: b}}
    spec:
      initContainers:
        - {name: first, image: "a:1", resources: {requests: {memory: 1Gi}}}
        - {name: sidecar, image: "a:1", restartPolicy: Always, resources: {requests: {cpu: 10m, memory: 64Mi}}}
      containers: [{name: a, image: "a:1", resources: {requests: {cpu: 40m, memory: 64Mi}}}]
---
apiVersion: batch/v1
kind: Job
metadata: {name: d, namespace: one}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "a:1", resources: {requests: {cpu: "9"}}}]}}}
`;

const CLAIM = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: e, namespace: one}
spec: {accessModes: [ReadWriteOnce], storageClassName: slow, resources: {requests: {storage: "{{spec.size}}"} } }
`;

const OPERATOR = `Workload:
  - {name: made by the operator, copies: 2, cpu: 250m, memory: 256Mi, volumes: [{size: 3Gi}]}
RuntimeObject:
  - {apiVersion: storage.k8s.io/v1, kind: StorageClass, name: slow, by: the operator}
`;

const files = (chart = CHART): Files => ({
  ...blueprint("one", charted("one").replace("{name: one}", "{name: one, podSecurity: privileged}"), {
    "manifests/e.yaml.hbs": CLAIM,
    "contributions.yaml.hbs": OPERATOR,
  }),
  "charts/one-1.0.0.tgz": archive("one", { "templates/a.yaml": chart }),
});

const MIB = 2 ** 20;
const GIB = 2 ** 30;

describe("the budget", () => {
  it("adds up what charts, objects and operators ask for", async () => {
    const { report } = await run({ use: "  one: {size: 1Gi}", files: files(), charts: true });
    expect(report.diagnostics).toEqual([]);
    const { budget } = report;
    // 2 copies, one for the node, 3 of a set, 2 of an operator.
    expect(budget?.pods).toBe(8);
    expect(budget?.requests.cpu).toBeCloseTo(2 * 0.5 + 0.1 + 3 * 0.05 + 2 * 0.25);
    expect(budget?.requests.memory).toBe(2 * GIB + 128 * MIB + 3 * GIB + 2 * 256 * MIB);
    expect(budget?.volumes).toEqual([
      { className: "slow", bytes: GIB, copies: 1 },
      { className: "the default class", bytes: 3 * 2 * GIB + 2 * 3 * GIB, copies: 1 },
    ]);
    expect(budget?.components.map(({ component }) => component)).toContain("one");
    // 8 GiB without 1536 MiB for K3s, 256 for the system and 256 that stay free.
    expect(budget?.allocatable).toEqual({ cpu: 3.65, memory: 6 * GIB });
  });

  it("is not told where a chart was not rendered: it would be too small", async () => {
    const { report } = await run({ use: "  one: {size: 1Gi}", files: files() });
    expect(report.budget).toBeUndefined();
  });

  it("warns of what the nodes cannot give, with who asks for most of it", async () => {
    const greedy = CHART.replace("replicas: 2", "replicas: 12");
    const { found, messages } = await run({ use: "  one: {size: 1Gi}", files: files(greedy), charts: true });
    expect(found).toEqual(["W_BUDGET homelab.yaml:5:8 nodes", "W_BUDGET homelab.yaml:5:8 nodes"]);
    expect(messages).toContain(
      "The pods' requests of processor time add up to 6.8 cores; the nodes have 3.6 to give.",
    );
    expect(messages).toContain(
      "The pods' requests of memory add up to 15.6 GiB; the nodes have 6.0 GiB to give.",
    );
  });

  it("and --strict makes that an error", async () => {
    const greedy = CHART.replace("replicas: 2", "replicas: 12");
    const { report, written } = await run({
      use: "  one: {size: 1Gi}",
      files: files(greedy),
      charts: true,
      strict: true,
    });
    expect(report.ok).toBe(false);
    expect(written).toEqual([]);
  });

  it("warns of volumes that the disks cannot hold with all their copies", async () => {
    const storage = blueprint("store", "namespace: {name: store}\noffers: [default-storage]\n", {
      "offers.yaml.hbs": "default-storage: {className: store, replicas: 2, reservation: 30}\n",
    });
    const { found, messages } = await run({
      use: "  one: {size: 1Gi}\n  store: {}",
      files: { ...files(), ...storage },
      charts: true,
    });
    expect(found).toEqual(["W_BUDGET homelab.yaml:5:8 nodes"]);
    // 32 GiB less 30 %.
    expect(messages).toContain(
      "`store` with all their copies add up to 24.0 GiB; the nodes have 22.4 GiB to give.",
    );
  });
});
