import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Verdict } from "../engine/protocol.ts";
import type { Plan } from "../plan/model.ts";
import type { Budget, ImageResult, NamespaceSecurity, ReleaseSize } from "../report/report.ts";
import { budgetOf } from "./budget.ts";
import { budgetFaults, unschedulable } from "./budget-faults.ts";
import type { ChartVerdict, HeldRelease } from "./charts.ts";
import type { Origins } from "./faults.ts";
import { imageFaults, imagesOf } from "./images.ts";
import { type ApiFacts, apiFaults } from "./lifecycle.ts";
import { observe } from "./observed.ts";
import { podSecurityFaults, podSecurityOf } from "./pod-security.ts";
import { releaseSizeFaults } from "./release-size.ts";

/** What the objects themselves say, compared with what is declared. None of it goes into the output. */
export interface Facts {
  readonly diagnostics: readonly Diagnostic[];
  /** Absent where a chart was not rendered: it would be too small. */
  readonly budget?: Budget;
  readonly images: readonly ImageResult[];
  readonly podSecurity: readonly NamespaceSecurity[];
  readonly releases: readonly ReleaseSize[];
}

export const NO_FACTS: Facts = { diagnostics: [], images: [], podSecurity: [], releases: [] };

export interface Found {
  /** Objects that k8sgen wrote, and where they came from. */
  readonly generated: readonly Verdict[];
  readonly origins: Origins;
  /** Releases that were rendered, as they are in the end and as K3s installs them first. */
  readonly releases: readonly (readonly [HeldRelease, ChartVerdict])[];
  readonly bootstraps: readonly (readonly [HeldRelease, ChartVerdict])[];
  /** Size of the umbrella's own release; absent where it was not rendered. */
  readonly umbrellaBytes?: number;
  /** Names of the components whose chart was not rendered. */
  readonly missing: readonly string[];
  readonly api: ApiFacts;
}

export function factsOf(plan: Plan, found: Found): Facts {
  const verdicts = (list: Found["releases"]) =>
    list.map(([held, judged]) => [held, judged.verdicts] as const);
  const inTheEnd = observe(plan, found.generated, found.origins, verdicts(found.releases));
  const all = [...inTheEnd, ...observe(plan, [], found.origins, verdicts(found.bootstraps))];
  const budget = found.missing.length === 0 ? budgetOf(plan, inTheEnd) : undefined;
  const podSecurity = podSecurityOf(plan, all);
  const known = new Set(
    plan.components.map(({ name }) => name).filter((name) => !found.missing.includes(name)),
  );
  const releases = sizes(plan, found);
  return {
    diagnostics: [
      ...releaseSizeFaults(plan, releases),
      ...podSecurityFaults(plan, all, podSecurity, known),
      ...imageFaults(plan, all),
      ...apiFaults(plan, all, found.api),
      ...unschedulable(plan, inTheEnd),
      ...(budget === undefined ? [] : budgetFaults(budget, plan.tracked.originOf(["nodes"]))),
    ],
    ...(budget === undefined ? {} : { budget }),
    images: imagesOf(all),
    podSecurity,
    releases,
  };
}

function sizes({ homelab }: Plan, { releases, umbrellaBytes }: Found): readonly ReleaseSize[] {
  const umbrella =
    umbrellaBytes === undefined ? [] : [{ release: homelab.metadata.name, bytes: umbrellaBytes }];
  const components = releases.map(([{ release }, { releaseBytes }]) => ({
    release: release.component.component.name,
    bytes: releaseBytes,
  }));
  return [...umbrella, ...components].sort((a, b) => b.bytes - a.bytes || (a.release < b.release ? -1 : 1));
}
