import { engineKey } from "../../assemble/engines/repository.ts";
import type { AssembledTree } from "../../assemble/tree.ts";
import { CHART } from "../../assemble/umbrella/folder.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ExpandedComponent } from "../../expand/model.ts";
import type { Plan } from "../../plan/model.ts";
import { sortedEntries } from "../../values/sorted.ts";
import { cached, digestOf } from "../cache.ts";
import type { HeldRelease, RenderTarget } from "../charts.ts";
import type { VerifyContext } from "../context.ts";
import { packChart } from "./archive.ts";
import { plannedFaults } from "./laws.ts";
import { doesNotRender, kindsGo, kindsInTemplates, rendersOtherwise, unproven } from "./messages.ts";
import { type Finding, renderWhole } from "./render.ts";

/** What is known of an umbrella that is one release. */
export interface OneRelease {
  readonly diagnostics: readonly Diagnostic[];
  /** Bytes that the release takes in its Secret; absent where it was not rendered. */
  readonly bytes?: number;
}

/**
 * Whether one release can hold what the umbrella makes one: one namespace, nothing that must be there before its hooks, kinds
 * before their custom resources, and charts that do not change one another. Its size is told as that of any release.
 * @param missing names of components whose chart was not rendered
 */
export async function judgeOneRelease(
  plan: Plan,
  components: readonly ExpandedComponent[],
  tree: AssembledTree,
  held: readonly HeldRelease[],
  missing: readonly string[],
  target: RenderTarget,
  context: VerifyContext,
): Promise<OneRelease> {
  const planned = plannedFaults(plan, components);
  if (missing.length > 0)
    return {
      diagnostics: [...planned, unproven(missing, plan.tracked.originOf(["delivery", engineKey(plan)]))],
    };
  const files = chartWith(tree, held);
  const key = digestOf([
    "one release",
    context.engine.digest,
    target.kubernetesVersion,
    ...target.apiVersions,
    ...[...files].flat(),
    ...held.map(({ release }) =>
      JSON.stringify([release.component.component.name, release.component.values?.value ?? {}]),
    ),
  ]);
  context.progress("rendering all charts as one release");
  const found = await cached(context.cache, key, async () => ({
    value: await renderWhole(plan, packChart(files), held, target, context.engine.session(0)),
    keep: true,
  }));
  const known = new Set(planned.map(({ code, path }) => `${code} ${path}`));
  const told = found.findings
    .flatMap((finding) => faultsOf(finding, components))
    .filter(({ code, path }) => !known.has(`${code} ${path}`));
  return { diagnostics: [...planned, ...told], ...(found.bytes === undefined ? {} : { bytes: found.bytes }) };
}

function faultsOf(finding: Finding, components: readonly ExpandedComponent[]): readonly Diagnostic[] {
  const component = components.find((one) => one.component.name === finding.component)?.component;
  if (finding.law === "renders") return [doesNotRender(component, finding.what[0] ?? "")];
  if (component === undefined) return [];
  switch (finding.law) {
    case "kinds":
      return [kindsInTemplates(component, finding.what)];
    case "kept":
      return [kindsGo(component, finding.what)];
    case "same":
      return [rendersOtherwise(component, finding.what[0] ?? "")];
  }
}

/** The files of the umbrella with the archives of its dependencies, as `helm dependency build` leaves them. */
function chartWith(tree: AssembledTree, held: readonly HeldRelease[]): ReadonlyMap<string, Uint8Array> {
  const own = [...tree.files]
    .filter(([path]) => path.startsWith(`${CHART}/`))
    .map(([path, bytes]) => [`${ROOT}${path.slice(CHART.length + 1)}`, bytes] as const);
  const archives = held.map(
    ({ release: { chart, version }, archive }) =>
      [`${ROOT}charts/${chart}-${version}.tgz`, archive.bytes] as const,
  );
  return new Map(sortedEntries([...own, ...archives]));
}

const ROOT = "umbrella/";
