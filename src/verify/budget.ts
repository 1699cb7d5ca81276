import { k3sConfig } from "../assemble/k3s/contributed.ts";
import { reservedCpu, reservedMemory } from "../assemble/nodes/kubelet.ts";
import type { VolumeDemand, Workload } from "../engine/protocol.ts";
import type { Contributions } from "../generated/contract.ts";
import type { Homelab, Node } from "../generated/homelab.ts";
import type { Plan } from "../plan/model.ts";
import type { ArchitectureBudget, Budget, ComponentBudget, VolumeBudget } from "../report/report.ts";
import { parseQuantity } from "../values/quantity.ts";
import type { Observed } from "./observed.ts";

/** What an object of a component asks of the nodes. */
interface Asked {
  readonly component: string;
  readonly workload: Workload;
}

const MIB = 2 ** 20;

/** Adds up what runs, and what operators will make of custom resources, against what the nodes have. */
export function budgetOf(plan: Plan, observed: readonly Observed[]): Budget {
  const { nodes } = plan.homelab;
  const rendered = observed.flatMap(({ component, verdict: { role, workload } }): readonly Asked[] =>
    component === undefined || role !== "object" || workload === undefined ? [] : [{ component, workload }],
  );
  const all = [...rendered, ...madeByOperators(plan)];
  const pods = (workload: Workload): number =>
    workload.perNode === true ? nodesFor(nodes, workload).length : workload.copies;
  const byName = new Map<string, ComponentBudget>();
  for (const { component, workload } of all) {
    const known = byName.get(component) ?? { component, pods: 0, cpu: 0, memory: 0, volumes: 0 };
    byName.set(component, {
      component,
      pods: known.pods + pods(workload),
      cpu: known.cpu + (pods(workload) * workload.cpu) / 1000,
      memory: known.memory + pods(workload) * workload.memory,
      volumes: known.volumes + sum((workload.volumes ?? []).map(({ bytes, copies }) => bytes * copies)),
    });
  }
  const components = [...byName.values()].sort(
    (a, b) => b.memory - a.memory || (a.component < b.component ? -1 : 1),
  );
  return {
    allocatable: allocatableOf(nodes),
    requests: {
      cpu: sum(components.map(({ cpu }) => cpu)),
      memory: sum(components.map(({ memory }) => memory)),
    },
    limits: {
      cpu: sum(all.map(({ workload }) => (pods(workload) * (workload.cpuLimit ?? 0)) / 1000)),
      memory: sum(all.map(({ workload }) => pods(workload) * (workload.memoryLimit ?? 0))),
      withoutCpu: sum(all.map(({ workload }) => (workload.cpuLimit === undefined ? pods(workload) : 0))),
      withoutMemory: sum(
        all.map(({ workload }) => (workload.memoryLimit === undefined ? pods(workload) : 0)),
      ),
    },
    architectures: architecturesOf(plan, (arch) =>
      all.flatMap(({ workload }) =>
        nodesFor(nodes, workload).every((node) => node.arch === arch)
          ? { cpu: (pods(workload) * workload.cpu) / 1000, memory: pods(workload) * workload.memory }
          : [],
      ),
    ),
    pods: sum(components.map((component) => component.pods)),
    podLimit: sum(nodes.map((node) => maxPods(plan, node))),
    volumes: volumesOf(
      plan,
      all.flatMap(({ workload }) => workload.volumes ?? []),
    ),
    components,
  };
}

interface Amount {
  readonly cpu: number;
  readonly memory: number;
}

export const allocatableOf = (nodes: readonly Node[]): Amount => ({
  cpu: sum(nodes.map(cpuOf)),
  memory: sum(nodes.map(memoryOf)),
});

/** The nodes that a workload's pods can be scheduled to, as far as their architecture is asked for. */
export const nodesFor = (nodes: readonly Node[], { architectures }: Workload): readonly Node[] =>
  architectures === undefined ? nodes : nodes.filter(({ arch }) => architectures.includes(arch));

function architecturesOf(
  { facts, homelab }: Plan,
  boundTo: (arch: string) => readonly Amount[],
): readonly ArchitectureBudget[] {
  if (facts.architectures.length < 2) return [];
  return facts.architectures.map((arch) => {
    const nodes = homelab.nodes.filter((node) => node.arch === arch);
    const bound = boundTo(arch);
    return {
      arch,
      nodes: nodes.length,
      allocatable: allocatableOf(nodes),
      requests: { cpu: sum(bound.map(({ cpu }) => cpu)), memory: sum(bound.map(({ memory }) => memory)) },
    };
  });
}

/** The kubelet's own default. https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/ */
const MAX_PODS = 110;

/** How many pods a node accepts: what a component contributed to K3s' configuration, or the default. */
function maxPods(plan: Plan, node: Node): number {
  const settings = [k3sConfig(plan, node).value["kubelet-arg"] ?? []].flat().map(String);
  const found = settings.map((setting) => /^(?:--)?max-pods=(\d+)$/.exec(setting)?.[1]);
  return Number(found.findLast((value) => value !== undefined) ?? MAX_PODS);
}

function madeByOperators({ contributions }: Plan): readonly Asked[] {
  return contributions.Workload.map(({ component, value }) => {
    const { copies, perNode, cpu, memory, memoryLimit, volumes } = value.value as unknown as NonNullable<
      Contributions["Workload"]
    >[number];
    return {
      component,
      workload: {
        copies,
        perNode,
        cpu: (parseQuantity(cpu) ?? 0) * 1000,
        memory: parseQuantity(memory) ?? 0,
        ...(memoryLimit === undefined ? {} : { memoryLimit: parseQuantity(memoryLimit) ?? 0 }),
        volumes: volumes.map(({ size, storageClass }) => ({
          bytes: parseQuantity(size) ?? 0,
          copies,
          ...(storageClass === undefined ? {} : { class: storageClass }),
        })),
      },
    };
  });
}

/** Cores of a node that pods get. */
const cpuOf = (node: Node): number =>
  node.cpus - reservedCpu(node).kube / 1000 - reservedCpu(node).system / 1000;

function memoryOf(node: Node): number {
  const { kube, system, eviction } = reservedMemory(node);
  return (parseQuantity(node.memory) ?? 0) - (kube + system + eviction) * MIB;
}

function volumesOf(plan: Plan, demands: readonly VolumeDemand[]): readonly VolumeBudget[] {
  const offer = plan.capabilities.get("default-storage")?.attributes.value as
    | { readonly className: string; readonly replicas?: number; readonly reservation?: number }
    | undefined;
  const classes = new Map<string, number>();
  for (const { bytes, copies, class: named } of demands) {
    const className = named ?? offer?.className ?? "the default class";
    classes.set(className, (classes.get(className) ?? 0) + bytes * copies);
  }
  return [...classes]
    .map(([className, bytes]): VolumeBudget => {
      const isDefault = className === offer?.className;
      const isOnNodes = isDefault && offer.reservation !== undefined;
      return {
        className,
        bytes,
        copies: isDefault ? (offer.replicas ?? 1) : 1,
        ...(isOnNodes ? { capacity: disksOf(plan.homelab) * (1 - (offer.reservation ?? 0) / 100) } : {}),
      };
    })
    .sort((a, b) => (a.className < b.className ? -1 : 1));
}

const disksOf = ({ nodes }: Homelab): number =>
  sum(nodes.map(({ disk, dataDisk }) => parseQuantity(dataDisk?.size ?? disk) ?? 0));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, next) => total + next, 0);
