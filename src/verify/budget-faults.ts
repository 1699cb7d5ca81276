import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/model.ts";
import type { Budget } from "../report/report.ts";
import type { Origin } from "../values/tracked.ts";
import { allocatableOf, nodesFor } from "./budget.ts";
import { noNode, noneLargeEnough } from "./fact-messages.ts";
import { overBudget } from "./messages.ts";
import { type Observed, told } from "./observed.ts";

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/**
 * What does not fit.
 * @param nodes where the nodes are written
 */
export function budgetFaults(
  { requests, allocatable, volumes, components, architectures, pods, podLimit }: Budget,
  nodes: Origin,
): readonly Diagnostic[] {
  const largest = (key: "cpu" | "memory" | "volumes" | "pods"): readonly string[] =>
    [...components]
      .sort((a, b) => b[key] - a[key])
      .slice(0, 3)
      .map(({ component }) => component);
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
    ...architectures.flatMap(({ arch, requests: bound, allocatable: there }) => [
      ...(bound.cpu > there.cpu
        ? [
            overBudget(
              nodes,
              `requests of processor time of pods that run on ${arch} only`,
              `${bound.cpu.toFixed(1)} cores`,
              there.cpu.toFixed(1),
              largest("cpu"),
            ),
          ]
        : []),
      ...(bound.memory > there.memory
        ? [
            overBudget(
              nodes,
              `requests of memory of pods that run on ${arch} only`,
              gib(bound.memory),
              gib(there.memory),
              largest("memory"),
            ),
          ]
        : []),
    ]),
    ...(pods > podLimit ? [overBudget(nodes, "pods", `${pods}`, `${podLimit} places`, largest("pods"))] : []),
  ];
}

/** Pods that stay pending for good: no node is of their architecture, or none is large enough. */
export function unschedulable({ homelab }: Plan, observed: readonly Observed[]): readonly Diagnostic[] {
  return observed.flatMap((found): readonly Diagnostic[] => {
    const { workload, role } = found.verdict;
    if (workload === undefined || role !== "object" || workload.perNode === true || workload.copies === 0)
      return [];
    const nodes = nodesFor(homelab.nodes, workload);
    if (nodes.length === 0) {
      const there = [...new Set(homelab.nodes.map(({ arch }) => arch))].sort();
      return [noNode(found.place(), told(found), workload.architectures ?? [], there)];
    }
    const fits = nodes.some((node) => {
      const { cpu, memory } = allocatableOf([node]);
      return workload.cpu / 1000 <= cpu && workload.memory <= memory;
    });
    if (fits) return [];
    const asked = `${workload.cpu / 1000} cores and ${gib(workload.memory)}`;
    return [noneLargeEnough(found.place(), told(found), asked)];
  });
}
