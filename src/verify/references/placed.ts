import type { ExpandedComponent } from "../../expand/model.ts";
import { isArray, isObject, type Json, type Path } from "../../values/json.ts";
import type { Origin } from "../../values/tracked.ts";
import type { Origins } from "../faults.ts";
import type { Facts } from "./model.ts";

/** The facts of an object, and who brings it. */
export interface Placed {
  readonly facts: Facts;
  /** Its component; absent for objects that belong to the output itself. */
  readonly component?: ExpandedComponent;
  /** How it comes into the cluster. */
  readonly way: "chart" | "manifests" | "umbrella" | "entry" | "nodes";
}

/**
 * The place of a node: for an object that was generated, its line; for one that a chart renders, the line of the values
 * that holds the same text; undefined where none tells.
 * @param needle the name that is wrong
 */
export function placeOf(
  { facts, component, way }: Placed,
  origins: Origins,
  path: Path,
  needle: string,
): Origin | undefined {
  if (way !== "chart") return origins(facts)?.originOf(path);
  const values = component?.values;
  const at = values === undefined ? undefined : pathOfText(values.value, needle, []);
  return at === undefined ? undefined : values?.originOf(at);
}

function pathOfText(value: Json, needle: string, at: Path): Path | undefined {
  if (value === needle) return at;
  const entries = isArray(value) ? value.entries() : isObject(value) ? Object.entries(value) : [];
  for (const [key, child] of entries) {
    const found = pathOfText(child, needle, [...at, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
