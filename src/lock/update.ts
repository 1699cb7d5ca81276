import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { Plan } from "../plan/model.ts";
import { ChartFault } from "./fault.ts";
import type { Network } from "./http.ts";
import { notToBeHad, unknownComponent } from "./messages.ts";
import type { WantedChart } from "./model.ts";
import { chartSources, inTurns } from "./sources.ts";
import { newest, type Step } from "./versions.ts";
import { wantedCharts } from "./wanted.ts";

/** What a repository offers beside the version that is pinned. */
export interface Proposal {
  readonly component: string;
  readonly chart: string;
  readonly current: string;
  /** The newest version within the constraint; absent where the current one is. */
  readonly proposed?: { readonly version: string; readonly step: Step };
  /** The newest version beyond the constraint; absent where there is none. */
  readonly beyond?: string;
}

export interface UpdateOptions {
  /** Of one component only. */
  readonly component?: string;
  /** Whether another major is proposed; otherwise it is only told. */
  readonly major: boolean;
}

/** Looks for newer versions of the plan's charts. Changes nothing: the version is the blueprint's. */
export async function proposeUpdates(
  plan: Plan,
  { component, major }: UpdateOptions,
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
      return proposalOf(chart, await sources(chart.source.repository).versions(chart.name), major);
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
  major: boolean,
): Proposal {
  const proposed = newest(version, versions, (step) => major || step !== "major");
  const beyond = major ? undefined : newest(version, versions, (step) => step === "major");
  return {
    component: component.name,
    chart: name,
    current: version,
    ...(proposed === undefined ? {} : { proposed }),
    ...(beyond === undefined ? {} : { beyond: beyond.version }),
  };
}
