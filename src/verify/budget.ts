import { reservedCpu, reservedMemory } from "../assemble/k3s/kubelet.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { VolumeDemand, Workload } from "../engine/protocol.ts";
import type { Contributions } from "../generated/contract.ts";
import type { Homelab, Node } from "../generated/homelab.ts";
import type { Plan } from "../plan/model.ts";
import type { Budget, ComponentBudget, VolumeBudget } from "../report/report.ts";
import { parseQuantity } from "../values/quantity.ts";
import type { Origin } from "../values/tracked.ts";
import { overBudget } from "./messages.ts";

/** What an object of a component asks of the nodes. */
export interface Asked {
  readonly component: string;
  readonly workload: Workload;
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Adds up what runs, and what operators will make of custom resources, against what the nodes have. */
export function budgetOf(plan: Plan, rendered: readonly Asked[]): Budget {
  const { nodes } = plan.homelab;
  const all = [...rendered, ...madeByOperators(plan)];
  const pods = ({ copies, perNode }: Workload): number => (perNode === true ? nodes.length : copies);
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
    allocatable: { cpu: sum(nodes.map(cpuOf)), memory: sum(nodes.map(memoryOf)) },
    requests: {
      cpu: sum(components.map(({ cpu }) => cpu)),
      memory: sum(components.map(({ memory }) => memory)),
    },
    pods: sum(components.map((component) => component.pods)),
    volumes: volumesOf(
      plan,
      all.flatMap(({ workload }) => workload.volumes ?? []),
    ),
    components,
  };
}

function madeByOperators({ contributions }: Plan): readonly Asked[] {
  return contributions.Workload.map(({ component, value }) => {
    const { copies, perNode, cpu, memory, volumes } = value.value as unknown as NonNullable<
      Contributions["Workload"]
    >[number];
    return {
      component,
      workload: {
        copies,
        perNode,
        cpu: (parseQuantity(cpu) ?? 0) * 1000,
        memory: parseQuantity(memory) ?? 0,
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

/**
 * What does not fit.
 * @param nodes where the nodes are written
 */
export function budgetFaults(
  { requests, allocatable, volumes, components }: Budget,
  nodes: Origin,
): readonly Diagnostic[] {
  const largest = (key: "cpu" | "memory" | "volumes"): readonly string[] =>
    [...components]
      .sort((a, b) => b[key] - a[key])
      .slice(0, 3)
      .map(({ component }) => component);
  const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;
  return [
    ...(requests.cpu > allocatable.cpu
      ? [
          overBudget(
            nodes,
            "pods' requests of processor time",
            `${requests.cpu.toFixed(1)} cores`,
            allocatable.cpu.toFixed(1),
            largest("cpu"),
          ),
        ]
      : []),
    ...(requests.memory > allocatable.memory
      ? [
          overBudget(
            nodes,
            "pods' requests of memory",
            gib(requests.memory),
            gib(allocatable.memory),
            largest("memory"),
          ),
        ]
      : []),
    ...volumes.flatMap(({ className, bytes, copies, capacity }) =>
      capacity !== undefined && bytes * copies > capacity
        ? [
            overBudget(
              nodes,
              `volumes of \`${className}\` with all their copies`,
              gib(bytes * copies),
              gib(capacity),
              largest("volumes"),
            ),
          ]
        : [],
    ),
  ];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, next) => total + next, 0);
