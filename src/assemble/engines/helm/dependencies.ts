import { createHash } from "node:crypto";
import type { ExpandedComponent } from "../../../expand/model.ts";
import type { JsonObject } from "../../../values/json.ts";

/** The dependencies of the umbrella, in the order of the plan. https://helm.sh/docs/topics/charts/#chart-dependencies */
export const dependenciesOf = (components: readonly ExpandedComponent[]): readonly JsonObject[] =>
  charted(components).map(({ component }) => ({
    ...lockedOf(component),
    condition: `${component.name}.enabled`,
    alias: component.name,
  }));

/** Chart.lock in step with Chart.yaml: versions are exact, so it repeats them; its digest is Helm's own. */
export function chartLock(components: readonly ExpandedComponent[]): JsonObject {
  const dependencies = charted(components).map(({ component }) => lockedOf(component));
  return { dependencies, digest: lockDigest(dependenciesOf(components), dependencies) };
}

/** Components with a chart. */
export const charted = (components: readonly ExpandedComponent[]): readonly ExpandedComponent[] =>
  components.filter(({ values }) => values !== undefined);

const lockedOf = ({ blueprint: { manifest }, chartSource }: ExpandedComponent["component"]) => ({
  name: manifest.chart?.name ?? "",
  version: manifest.chart?.version ?? "",
  repository: chartSource?.repository ?? "",
});

/**
 * What Helm compares Chart.yaml and Chart.lock by: SHA-256 over the JSON of both lists, keys in the order of its type, some
 * characters escaped as Go does.
 * https://github.com/helm/helm/blob/v4.3.1/internal/resolver/resolver.go (HashReq),
 * https://pkg.go.dev/encoding/json#Marshal
 */
function lockDigest(required: readonly JsonObject[], locked: readonly JsonObject[]): string {
  const text = JSON.stringify([required, locked]).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
