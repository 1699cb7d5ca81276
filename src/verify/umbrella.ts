import { engineOf } from "../assemble/engines/engine.ts";
import type { DeliveryEngine } from "../assemble/engines/model.ts";
import type { AssembledTree } from "../assemble/tree.ts";
import { CHART } from "../assemble/umbrella/umbrella.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Session } from "../engine/engine.ts";
import type { RenderedObject } from "../engine/protocol.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import type { Plan } from "../plan/model.ts";
import { isObject, type Json, type Path } from "../values/json.ts";
import { formatPath } from "../values/path.ts";
import { digestOf } from "./cache.ts";
import { umbrellaFailed, valuesChanged } from "./messages.ts";

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

/** What the umbrella chart renders; without a size where it does not render. */
export interface Umbrella {
  readonly releases: readonly Release[];
  readonly objects: readonly RenderedObject[];
  readonly releaseBytes?: number;
}

/** Renders the umbrella chart and reads the releases back from it: what the cluster gets, not what was meant. */
export async function renderUmbrella(
  session: Session,
  plan: Plan,
  tree: AssembledTree,
  components: readonly ExpandedComponent[],
  apiVersions: readonly string[],
  diagnostics: Diagnostic[],
): Promise<Umbrella> {
  const files = Object.fromEntries(
    [...tree.files]
      .filter(([path]) => path.startsWith(`${CHART}/`))
      .map(([path, bytes]) => [path.slice(CHART.length + 1), new TextDecoder().decode(bytes)]),
  );
  const digest = digestOf(Object.entries(files).flat());
  const loaded = await session.loadChart({ digest, files });
  if ("error" in loaded) {
    diagnostics.push(umbrellaFailed(loaded.error));
    return { releases: [], objects: [] };
  }
  const rendered = await session.render({
    chart: digest,
    releaseName: plan.homelab.metadata.name,
    namespace: engineOf(plan).namespace,
    isUpgrade: false,
    kubernetesVersion: plan.homelab.kubernetes.version,
    apiVersions,
    values: "{}",
    keep: UMBRELLA,
    contents: true,
  });
  if ("error" in rendered) {
    diagnostics.push(umbrellaFailed(rendered.error));
    return { releases: [], objects: [] };
  }
  const { objects, releaseBytes } = rendered.value;
  const releases = components.flatMap((component) => releaseOf(engineOf(plan), component, objects));
  for (const release of releases) diagnostics.push(...comparison(release));
  return { releases, objects, releaseBytes };
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
