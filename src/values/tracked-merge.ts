import { getAt, isObject } from "./json.ts";
import { mergeValues } from "./merge.ts";
import type { Tracked } from "./tracked.ts";

/** Helm's merge of two maps of values; each node keeps the origin of the one that gave it. */
export function mergeTracked(base: Tracked, over: Tracked): Tracked {
  const value =
    isObject(base.value) && isObject(over.value) ? mergeValues(base.value, over.value) : over.value;
  return {
    value,
    originOf: (path) => (getAt(over.value, path) === undefined ? base.originOf(path) : over.originOf(path)),
  };
}
