import type { Plan } from "../plan/model.ts";
import { wantedOf } from "./model.ts";

/** The charts of a plan, in the order of their components' names. */
export const wantedCharts = ({ components }: Plan) =>
  components
    .map(wantedOf)
    .filter((chart) => chart !== undefined)
    .sort((a, b) => (a.component.name < b.component.name ? -1 : 1));
