import { engineOf } from "../assemble/engines/engine.ts";
import type { DeliveryEngine } from "../assemble/engines/model.ts";
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

/** Reads the releases back from what the umbrella renders: what the cluster gets, not what was meant. */
export function releasesIn(
  plan: Plan,
  components: readonly ExpandedComponent[],
  objects: readonly RenderedObject[],
): Result<readonly Release[]> & { readonly value: readonly Release[] } {
  const value = components.flatMap((component) => releaseOf(engineOf(plan), component, objects));
  return { value, diagnostics: value.flatMap(comparison) };
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

function comparison({ component, values }: Release): readonly Diagnostic[] {
  const meant = component.values;
  const path = meant === undefined ? undefined : difference(meant.value, values, []);
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
