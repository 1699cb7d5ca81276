import type { Plan } from "../../plan/model.ts";
import { partsOf, RENDERED_CRDS, RENDERED_NAMESPACES, type RenderedRelease } from "./model.ts";

/** A folder that is applied as a whole, and what must be there before. */
export interface Unit {
  /** Names of components have no dot, so that no folder of a component is called the same. */
  readonly name: string;
  /** In the output. */
  readonly folder: string;
  readonly dependsOn: readonly string[];
  readonly component?: string;
}

export const NAMESPACES_UNIT = "first.namespaces";
export const CRDS_UNIT = "first.crds";

/** All folders of rendered objects in an order in which they can be applied: namespaces, kinds, and the components as the plan has them. */
export function planUnits(plan: Plan, releases: readonly RenderedRelease[]): readonly Unit[] {
  const first: readonly Unit[] = [
    ...(plan.namespaces.length === 0
      ? []
      : [{ name: NAMESPACES_UNIT, folder: RENDERED_NAMESPACES, dependsOn: [] }]),
    ...(releases.some(({ crds }) => crds !== undefined)
      ? [{ name: CRDS_UNIT, folder: RENDERED_CRDS, dependsOn: [] }]
      : []),
  ];
  const units: Unit[] = [...first];
  /** What those wait for that come after a component: its last part, or what it would wait for itself. */
  const after = new Map<string, readonly string[]>();
  for (const { name } of plan.components) {
    const waits = new Set((plan.dependsOn.get(name) ?? []).flatMap((other) => after.get(other) ?? []));
    const release = releases.find(({ component }) => component === name);
    let before: readonly string[] = [...waits];
    for (const { phase, folder } of release === undefined ? [] : partsOf(release)) {
      const unit = phase === "main" ? `rendered.${name}` : `rendered.${name}.${phase}`;
      const dependsOn = [...first.map((one) => one.name), ...before];
      units.push({ name: unit, folder, dependsOn, component: name });
      before = [unit];
    }
    after.set(name, before);
  }
  return units;
}
