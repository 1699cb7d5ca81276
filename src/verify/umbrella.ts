import { engineOf } from "../assemble/engines/engine.ts";
import type { DeliveryEngine, OwnUmbrella } from "../assemble/engines/model.ts";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { RenderedObject } from "../engine/protocol.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import type { Plan } from "../plan/model.ts";
import { isObject, type Json, type Path } from "../values/json.ts";
import { formatPath } from "../values/path.ts";
import { valuesChanged } from "./messages.ts";

/** One release as the umbrella chart hands it to the GitOps engine. */
export interface Release {
  readonly component: ExpandedComponent;
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string;
  readonly values: Json;
}

/** Name under which the engine keeps the rendered umbrella. */
export const UMBRELLA = "umbrella";

/**
 * Reads the releases back from what the umbrella renders: what the cluster gets, not what was meant.
 * @param values of the umbrella
 */
export function releasesIn(
  plan: Plan,
  components: readonly ExpandedComponent[],
  objects: readonly RenderedObject[],
  values: Json,
): Result<readonly Release[]> & { readonly value: readonly Release[] } {
  const engine = engineOf(plan);
  const value = components.flatMap((component) =>
    engine.umbrella === undefined
      ? releaseOf(engine, component, objects)
      : dependencyOf(engine.umbrella, component, values),
  );
  return { value, diagnostics: value.flatMap((release) => comparison(release, engine.umbrella)) };
}

/** A dependency of an umbrella that is one release: its name and its values are as the umbrella hands them on. */
function dependencyOf(umbrella: OwnUmbrella, expanded: ExpandedComponent, values: Json): readonly Release[] {
  const { component } = expanded;
  const chart = component.blueprint.manifest.chart;
  if (chart === undefined || expanded.values === undefined) return [];
  return [
    {
      component: expanded,
      name: component.releaseName,
      namespace: component.namespace,
      chart: chart.name,
      version: chart.version,
      values: umbrella.read(values, component),
    },
  ];
}

function releaseOf(
  engine: DeliveryEngine,
  component: ExpandedComponent,
  objects: readonly RenderedObject[],
): readonly Release[] {
  for (const { name, content } of objects) {
    const release = name === component.component.name && isObject(content) ? engine.read(content) : undefined;
    if (release !== undefined) return [{ component, ...release }];
  }
  return [];
}

function comparison(
  { component, values }: Release,
  umbrella: OwnUmbrella | undefined,
): readonly Diagnostic[] {
  const meant = component.values;
  const added = umbrella?.added(component.component) ?? {};
  const all = isObject(meant?.value) ? { ...added, ...meant.value } : meant?.value;
  const path = difference(all, values, []);
  return meant === undefined || path === undefined
    ? []
    : [valuesChanged(component.component, formatPath(path), meant.originOf(path))];
}

/** The first place where two values differ; undefined where they are equal. The order of keys does not count. */
function difference(a: Json | undefined, b: Json | undefined, path: Path): Path | undefined {
  if (isObject(a) && isObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = difference(a[key], b[key], [...path, key]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    for (const [index, item] of a.entries()) {
      const found = difference(item, b[index], [...path, index]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return Object.is(a, b) ? undefined : path;
}
