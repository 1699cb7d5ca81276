import { isArray, isObject, type Json, type Path } from "../values/json.ts";
import { formatPath } from "../values/path.ts";

/** Domains that nobody has, so that examples can use them. RFC 2606 */
const RESERVED = /\bexample\.(org|net|com)\b/;

/** Keys whose values are only examples, and have to be replaced by what is really there. */
export function placeholders(value: Json, path: Path = []): readonly string[] {
  if (typeof value === "string") return RESERVED.test(value) ? [formatPath(path)] : [];
  if (isArray(value)) return value.flatMap((item, index) => placeholders(item, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, below]) => placeholders(below, [...path, key]));
}
