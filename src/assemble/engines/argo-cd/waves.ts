import type { Plan } from "../../../plan/model.ts";

/**
 * The sync wave of each component that has a release, from 1 on. Argo CD begins a wave when all of the one before are healthy,
 * needed or not; so each comes as late as those that wait for it allow, and what nobody waits for is in the last one,
 * where it holds up nothing. https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
export function wavesOf(plan: Plan): ReadonlyMap<string, number> {
  const released = plan.components.filter(({ blueprint }) => blueprint.manifest.chart !== undefined);
  const names = new Set(released.map(({ name }) => name));
  const before = new Map<string, number>();
  // Dependencies come first in the plan: from its end, everything that waits for a component is known when it is looked at.
  for (const { name } of plan.components.toReversed()) {
    const own = before.get(name) ?? 0;
    const step = names.has(name) ? 1 : 0;
    for (const dependency of plan.dependsOn.get(name) ?? [])
      before.set(dependency, Math.max(before.get(dependency) ?? 0, own + step));
  }
  const last = 1 + Math.max(0, ...released.map(({ name }) => before.get(name) ?? 0));
  return new Map(released.map(({ name }) => [name, last - (before.get(name) ?? 0)]));
}
