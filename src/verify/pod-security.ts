import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Contributions } from "../generated/contract.ts";
import type { Component, Plan, PlannedNamespace } from "../plan/model.ts";
import type { NamespaceSecurity, PodSecurityLevel } from "../report/report.ts";
import { groupBy } from "../values/group.ts";
import { podRefused, podSecurityLax } from "./fact-messages.ts";
import { type Observed, told } from "./observed.ts";

/** From the strictest to the laxest. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const LEVELS: readonly PodSecurityLevel[] = ["restricted", "baseline", "privileged"];

const laxest = (levels: readonly PodSecurityLevel[]): PodSecurityLevel =>
  LEVELS[Math.max(0, ...levels.map((level) => LEVELS.indexOf(level)))] ?? "privileged";
const isLaxer = (one: PodSecurityLevel, other: PodSecurityLevel): boolean =>
  LEVELS.indexOf(one) > LEVELS.indexOf(other);

/** What pods need of each namespace, and what it enforces. Without label a namespace admits everything. */
export function podSecurityOf(plan: Plan, observed: readonly Observed[]): readonly NamespaceSecurity[] {
  const planned = new Map(plan.namespaces.map((namespace) => [namespace.name, namespace]));
  const pods = groupBy(
    observed.filter(({ verdict }) => verdict.security !== undefined),
    ({ namespace = "" }) => namespace,
  );
  return [...new Set([...planned.keys(), ...pods.keys()])].sort().map((name): NamespaceSecurity => {
    const found = pods.get(name) ?? [];
    const level = planned.get(name)?.podSecurity;
    const needed = laxest(found.map(({ verdict }) => verdict.security?.level ?? "restricted"));
    const owners = plan.components.filter((component) => component.namespace === name);
    return {
      namespace: name,
      ...(level === undefined ? {} : { level }),
      needed,
      pods: found.length,
      because: [...new Set(found.filter(({ verdict }) => verdict.security?.level === needed).flatMap(why))],
      reasons: owners.flatMap(({ blueprint }) =>
        level === "restricted" ? [] : (blueprint.manifest.namespace?.reason ?? []),
      ),
    };
  });
}

/** Which rules keep an object's pods from a stricter level. */
function why(found: Observed): readonly string[] {
  const { level, baseline = [], restricted = [] } = found.verdict.security ?? { level: "restricted" };
  const rules = level === "privileged" ? baseline : restricted;
  return rules.map((rule) => `${found.verdict.kind} ${found.verdict.name}: ${rule}`);
}

/**
 * Pods that their namespace would refuse; and namespaces that admit more than their pods need.
 * @param rendered names of the components of which everything is known
 */
export function podSecurityFaults(
  plan: Plan,
  observed: readonly Observed[],
  security: readonly NamespaceSecurity[],
  rendered: ReadonlySet<string>,
): readonly Diagnostic[] {
  const levels = new Map(plan.namespaces.map(({ name, podSecurity }) => [name, podSecurity]));
  const refused = observed.flatMap((found): readonly Diagnostic[] => {
    const level = levels.get(found.namespace ?? "");
    const needed = found.verdict.security;
    if (level === undefined || needed === undefined || !isLaxer(needed.level, level)) return [];
    const rules = [...(needed.baseline ?? []), ...(level === "restricted" ? (needed.restricted ?? []) : [])];
    return [podRefused(found.place(), told(found), level, needed.level, rules)];
  });
  const lax = plan.namespaces.flatMap((namespace): readonly Diagnostic[] => {
    const found = security.find(({ namespace: name }) => name === namespace.name);
    const needed = found === undefined ? undefined : neededAtLeast(plan, namespace, found, rendered);
    if (needed === undefined || !isLaxer(namespace.podSecurity, needed)) return [];
    const owner = ownersOf(plan, namespace).find(
      ({ blueprint }) => blueprint.manifest.namespace?.podSecurity === namespace.podSecurity,
    );
    return owner === undefined ? [] : [podSecurityLax(owner, namespace.name, namespace.podSecurity, needed)];
  });
  return [...refused, ...lax];
}

const ownersOf = (plan: Plan, { components }: PlannedNamespace): readonly Component[] =>
  plan.components.filter(({ name }) => components.includes(name));

/** The level that all pods of a namespace satisfy; undefined where some of them are not known. */
function neededAtLeast(
  plan: Plan,
  namespace: PlannedNamespace,
  found: NamespaceSecurity,
  rendered: ReadonlySet<string>,
): PodSecurityLevel | undefined {
  const owners = new Set(namespace.components);
  const made = plan.contributions.Workload.filter(({ component }) => owners.has(component)).map(
    ({ value }) => (value.value as unknown as NonNullable<Contributions["Workload"]>[number]).podSecurity,
  );
  const isKnown = namespace.components.every((name) => rendered.has(name)) && !made.includes(undefined);
  if (!isKnown || found.pods + made.length === 0) return undefined;
  return laxest([found.needed, ...made.filter((level) => level !== undefined)]);
}
