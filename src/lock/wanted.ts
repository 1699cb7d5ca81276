import type { Plan } from "../plan/model.ts";
import { isLocked, type LockedChart, type WantedManifest, wantedManifestsOf, wantedOf } from "./model.ts";
import type { LockFile } from "./read.ts";

/** The charts of a plan, in the order of their components' names. */
export const wantedCharts = ({ components }: Plan) =>
  components
    .map(wantedOf)
    .filter((chart) => chart !== undefined)
    .sort((a, b) => (a.component.name < b.component.name ? -1 : 1));

/** What the lock says of exactly the plan's charts, in the order of the plan. */
export const lockedCharts = (plan: Plan, lock: LockFile | undefined): readonly LockedChart[] =>
  plan.components.flatMap((component) => {
    const wanted = wantedOf(component);
    const entry = lock?.charts.get(component.name);
    return wanted === undefined || entry === undefined || !isLocked(entry, wanted) ? [] : [entry];
  });

/** The manifests of a plan that are on the web, in the order of their components' and their own names. */
export const wantedManifests = ({ components }: Plan): readonly WantedManifest[] =>
  components.flatMap(wantedManifestsOf).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

const keyOf = ({ component, name }: WantedManifest): string => `${component.name}/${name}`;
