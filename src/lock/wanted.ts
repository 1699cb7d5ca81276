import type { Plan } from "../plan/model.ts";
import { type WantedManifest, wantedManifestsOf, wantedOf } from "./model.ts";

/** The charts of a plan, in the order of their components' names. */
export const wantedCharts = ({ components }: Plan) =>
  components
    .map(wantedOf)
    .filter((chart) => chart !== undefined)
    .sort((a, b) => (a.component.name < b.component.name ? -1 : 1));

/** The manifests of a plan that are on the web, in the order of their components' and their own names. */
export const wantedManifests = ({ components }: Plan): readonly WantedManifest[] =>
  components.flatMap(wantedManifestsOf).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

const keyOf = ({ component, name }: WantedManifest): string => `${component.name}/${name}`;
