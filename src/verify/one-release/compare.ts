import type { RenderedObject } from "../../engine/protocol.ts";
import { isArray, isObject, type Json, type Path } from "../../values/json.ts";
import { formatPath } from "../../values/path.ts";

/** Names that a dependency has in the umbrella, and alone. */
export interface Names {
  /** Of the one release, and of a release of its own. */
  readonly release: readonly [inside: string, alone: string];
  /** Alias of the dependency, and name of the chart. */
  readonly chart: readonly [inside: string, alone: string];
}

/** The first thing that a chart renders otherwise inside of the umbrella; undefined where all is the same. */
export function difference(
  inside: readonly RenderedObject[],
  alone: readonly RenderedObject[],
  names: Names,
): string | undefined {
  const there = new Map(inside.map((object) => [identityOf(object), object]));
  for (const object of alone) {
    const title = identityOf(object);
    const twin = there.get(title);
    if (twin === undefined) return `${title} is missing`;
    there.delete(title);
    const path = differing(twin.content ?? null, object.content ?? null, [], names);
    if (path !== undefined) return `${title} differs at \`${formatPath(path)}\``;
  }
  const [more] = there.keys();
  return more === undefined ? undefined : `${more} is there as well`;
}

const identityOf = ({ kind, namespace = "", name, role }: RenderedObject): string =>
  `${role === "object" ? "" : `${role} `}${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;

function differing(inside: Json, alone: Json, path: Path, names: Names): Path | undefined {
  if (isObject(inside) && isObject(alone)) {
    for (const key of new Set([...Object.keys(alone), ...Object.keys(inside)])) {
      const [a, b] = [inside[key], alone[key]];
      if (a === undefined || b === undefined) return [...path, key];
      const found = differing(a, b, [...path, key], names);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (isArray(inside) && isArray(alone) && inside.length === alone.length) {
    for (const [index, item] of alone.entries()) {
      const found = differing(inside[index] ?? null, item, [...path, index], names);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return Object.is(inside, alone) || isExpected(inside, alone, path, names) ? undefined : path;
}

/** Labels for the chart and its version. https://helm.sh/docs/chart_best_practices/labels/ */
const CHART_LABELS = ["helm.sh/chart", "chart"];

/**
 * What must differ: labels hold the release's name and the chart's, and sums over configuration are sums over those too.
 */
function isExpected(inside: Json, alone: Json, path: Path, { release, chart }: Names): boolean {
  if (typeof inside !== "string" || typeof alone !== "string") return false;
  const key = String(path.at(-1));
  if (inside === release[0] && alone === release[1]) return key !== "name" || path.at(-2) !== "metadata";
  // Charts like to name their container after themselves.
  if (inside === chart[0] && alone === chart[1])
    return key === "name" && /^(initC|c)ontainers$/.test(String(path.at(-3)));
  if (CHART_LABELS.includes(key)) return inside === alone.replace(chart[1], () => chart[0]);
  return path.at(-2) === "annotations" && key.includes("checksum");
}
