import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../load/blueprint.ts";
import type { Component, Plan } from "../plan/model.ts";
import { expandTemplate } from "../template/expand.ts";
import { isObject } from "../values/json.ts";
import { type Tracked, trackedAt, trackedConstant } from "../values/tracked.ts";
import { mergeTracked } from "../values/tracked-merge.ts";
import { severalValues, valuesNotAMap } from "./messages.ts";

/** Helm values of a component's release: its blueprint's, then what others contribute, then the user's own. */
export function releaseValues(
  component: Component,
  plan: Plan,
  context: Tracked,
  diagnostics: Diagnostic[],
): Tracked {
  const own = expandValues(component, component.blueprint.folder.values, context, diagnostics);
  const contributed = plan.contributions.ReleaseValues.filter(({ value }) =>
    offeredBy(component, plan, value),
  ).map(({ value }) => trackedAt(value, ["values"]));
  const users = trackedAt(component.spec, ["values"]);
  return [...contributed, users].reduce<Tracked>(
    (merged, next) => (next === undefined ? merged : mergeTracked(merged, next)),
    own,
  );
}

/** Helm values of the installation by K3s. The user's own are merged too: they are what the release will have. */
export function bootstrapValues(component: Component, context: Tracked, diagnostics: Diagnostic[]): Tracked {
  const own = expandValues(component, component.blueprint.folder.bootstrapValues, context, diagnostics);
  const users = trackedAt(component.spec, ["values"]);
  return users === undefined ? own : mergeTracked(own, users);
}

function offeredBy(component: Component, plan: Plan, contribution: Tracked): boolean {
  const capability = isObject(contribution.value) ? contribution.value.capability : undefined;
  return plan.capabilities.get(String(capability))?.component === component.name;
}

function expandValues(
  component: Component,
  source: SourceFile | undefined,
  context: Tracked,
  diagnostics: Diagnostic[],
): Tracked {
  const empty = trackedConstant({});
  if (source === undefined) return empty;
  const expanded = expandTemplate(source, context, component.blueprint.folder.files);
  diagnostics.push(...expanded.diagnostics);
  const [map = empty, ...more] = expanded.value ?? [];
  if (more.length > 0) diagnostics.push(severalValues(source.file, more.length + 1));
  if (!isObject(map.value)) {
    diagnostics.push(valuesNotAMap(map.originOf([])));
    return empty;
  }
  return map;
}
