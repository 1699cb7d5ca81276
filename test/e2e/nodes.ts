import { getAt, isObject, type Json, type JsonObject } from "../../src/values/json.ts";
import { type Api, identityOf } from "./api.ts";

/** Nodes that do nothing but say that all is well: what is bound to them runs at once, and Jobs end. */
export interface Nodes {
  /** Throws where something went wrong since. */
  readonly check: () => void;
  readonly stop: () => Promise<void>;
}

/** Makes nodes of these names, and plays scheduler, kubelets and what provides volumes until it is stopped. */
export async function startNodes(api: Api, names: readonly string[]): Promise<Nodes> {
  for (const name of names) await join(api, name);
  let isOn = true;
  let fault: unknown;
  const work = (async () => {
    while (isOn) {
      await round(api, names);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  })().catch((error: unknown) => {
    fault = error;
  });
  return {
    check: () => {
      if (fault !== undefined) throw fault;
    },
    stop: async () => {
      isOn = false;
      await work;
    },
  };
}

async function join(api: Api, name: string): Promise<void> {
  const node = {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { "kubernetes.io/hostname": name, "kubernetes.io/os": "linux" } },
  };
  const { refused } = await api.apply(node);
  if (refused !== undefined) throw new Error(`Node ${name}: ${refused}`);
  const room = { cpu: "64", memory: "256Gi", pods: "500", "ephemeral-storage": "1Ti" };
  await api.patch(
    node,
    { status: { capacity: room, allocatable: room, conditions: [truth("Ready")] } },
    "status",
  );
  // Admission marks a new node as not ready; a controller that does not run here would take that away.
  await api.patch(node, { spec: { taints: null } });
}

/** A node that says nothing for 40 seconds is taken for lost, and its pods for not ready. */
async function beat(api: Api, name: string): Promise<void> {
  const node = { apiVersion: "v1", kind: "Node", metadata: { name } };
  const condition = { ...truth("Ready"), lastHeartbeatTime: now() };
  await api.patch(node, { status: { conditions: [condition] } }, "status");
}

async function round(api: Api, names: readonly string[]): Promise<void> {
  for (const name of names) await beat(api, name);
  for (const [index, pod] of (await api.list("v1", "Pod")).entries())
    await advance(api, pod, names[index % names.length] ?? "");
  for (const claim of await api.list("v1", "PersistentVolumeClaim"))
    if (getAt(claim, ["status", "phase"]) !== "Bound")
      await api.patch(claim, { status: { phase: "Bound" } }, "status");
  // Their operator would say so; as a pod of these nodes it does nothing.
  for (const kind of ["Prometheus", "Alertmanager"])
    for (const object of await api.list("monitoring.coreos.com/v1", kind))
      if (getAt(object, ["status", "conditions"]) === undefined)
        await api.patch(object, { status: OPERATED }, "status");
}

const now = (): string => `${new Date().toISOString().slice(0, 19)}Z`;

const truth = (type: string): JsonObject => ({
  type,
  status: "True",
  reason: "Played",
  lastTransitionTime: now(),
});

const OPERATED: JsonObject = {
  paused: false,
  replicas: 1,
  updatedReplicas: 1,
  availableReplicas: 1,
  unavailableReplicas: 0,
  conditions: ["Available", "Reconciled"].map((type) => ({ ...truth(type), observedGeneration: 1 })),
};

/** One step in the life of a pod: onto a node, running or ended, gone. */
async function advance(api: Api, pod: JsonObject, node: string): Promise<void> {
  const { namespace, name } = identityOf(pod);
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  if (getAt(pod, ["metadata", "deletionTimestamp"]) !== undefined) {
    await api.call("DELETE", `${path}?gracePeriodSeconds=0`);
    return;
  }
  if (getAt(pod, ["spec", "nodeName"]) === undefined) {
    await api.call("POST", `${path}/binding`, {
      apiVersion: "v1",
      kind: "Binding",
      metadata: { name, namespace },
      target: { apiVersion: "v1", kind: "Node", name: wantedNode(pod) ?? node },
    });
    return;
  }
  if (getAt(pod, ["status", "phase"]) !== "Pending" && !isLost(pod)) return;
  const owners = getAt(pod, ["metadata", "ownerReferences"]);
  const isJob = Array.isArray(owners) && owners.some((owner) => getAt(owner, ["kind"]) === "Job");
  const conditions = ["PodScheduled", "Initialized", ...(isJob ? [] : ["ContainersReady", "Ready"])];
  await api.patch(
    pod,
    { status: { phase: isJob ? "Succeeded" : "Running", conditions: conditions.map(truth) } },
    "status",
  );
}

/** Whether its node was taken for lost meanwhile. */
function isLost(pod: JsonObject): boolean {
  const conditions = getAt(pod, ["status", "conditions"]);
  return (
    getAt(pod, ["status", "phase"]) === "Running" &&
    Array.isArray(conditions) &&
    conditions.filter(isObject).some(({ type, status }) => type === "Ready" && status !== "True")
  );
}

/** The node that a DaemonSet made a pod for. */
function wantedNode(pod: JsonObject): string | undefined {
  const terms: Json | undefined = getAt(pod, [
    "spec",
    "affinity",
    "nodeAffinity",
    "requiredDuringSchedulingIgnoredDuringExecution",
    "nodeSelectorTerms",
  ]);
  const field = (Array.isArray(terms) ? terms : [])
    .flatMap((term) => getAt(term, ["matchFields"]) ?? [])
    .filter(isObject)
    .find(({ key }) => key === "metadata.name");
  const [name] = Array.isArray(field?.values) ? field.values : [];
  return typeof name === "string" ? name : undefined;
}
