import type { Plan } from "../plan/model.ts";
import type { WantedChart } from "./model.ts";

/** The charts of a plan, in the order of their components' names. */
export function wantedCharts({ components }: Plan): readonly WantedChart[] {
  return components
    .flatMap((component): WantedChart[] => {
      const chart = component.blueprint.manifest.chart;
      return chart === undefined
        ? []
        : [{ component, name: chart.name, repository: chart.repository, version: chart.version }];
    })
    .sort((a, b) => (a.component.name < b.component.name ? -1 : 1));
}
