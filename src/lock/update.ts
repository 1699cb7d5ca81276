import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { Plan } from "../plan/model.ts";
import { ChartFault } from "./fault.ts";
import type { Network } from "./http.ts";
import { notToBeHad, unknownComponent } from "./messages.ts";
import type { WantedChart } from "./model.ts";
import { chartSources, inTurns } from "./sources.ts";
import { newest, STEPS, type Step } from "./versions.ts";
import { wantedCharts } from "./wanted.ts";

/** What a repository offers beside the version that is pinned. */
export interface Proposal {
  readonly component: string;
  readonly chart: string;
  readonly current: string;
  /** The newest version within the constraint; absent where the current one is. */
  readonly proposed?: { readonly version: string; readonly step: Step };
  /** The newest version beyond the constraint; absent where there is none. */
  readonly beyond?: { readonly version: string; readonly step: Step };
}

export interface UpdateOptions {
  /** Of one component only. */
  readonly component?: string;
  /** The longest step that is proposed; a longer one is only told. */
  readonly within: Step;
}

/** Looks for newer versions of the plan's charts. Changes nothing: the version is the blueprint's. */
export async function proposeUpdates(
  plan: Plan,
  { component, within }: UpdateOptions,
  network: Network,
): Promise<{ readonly proposals: readonly Proposal[]; readonly diagnostics: readonly Diagnostic[] }> {
  const all = wantedCharts(plan);
  const wanted = all.filter((chart) => component === undefined || chart.component.name === component);
  if (component !== undefined && wanted.length === 0) {
    const near = nearest(
      component,
      all.map((chart) => chart.component.name),
    );
    const hint = near === undefined ? undefined : `did you mean \`${near}\`?`;
    return { proposals: [], diagnostics: [unknownComponent(component, hint)] };
  }
  const sources = chartSources(network);
  const results = await inTurns(wanted, async (chart): Promise<Proposal | Diagnostic> => {
    try {
      return proposalOf(chart, await sources(chart.source.repository).versions(chart.name), within);
    } catch (error) {
      if (error instanceof ChartFault) return notToBeHad(chart, error);
      throw error;
    }
  });
  return {
    proposals: results.filter((result) => "current" in result),
    diagnostics: results.filter((result) => "code" in result),
  };
}

function proposalOf(
  { component, name, version }: WantedChart,
  versions: readonly string[],
  within: Step,
): Proposal {
  const isWithin = (step: Step) => STEPS.indexOf(step) <= STEPS.indexOf(within);
  const proposed = newest(version, versions, isWithin);
  const beyond = newest(version, versions, (step) => !isWithin(step));
  return {
    component: component.name,
    chart: name,
    current: version,
    ...(proposed === undefined ? {} : { proposed }),
    ...(beyond === undefined ? {} : { beyond }),
  };
}
