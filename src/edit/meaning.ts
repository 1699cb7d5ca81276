import { parseYaml } from "../load/yaml.ts";
import { isArray, isObject, type Json } from "../values/json.ts";

/** Whether two texts of YAML hold the same value. The order of keys means nothing, that of lists does. */
export function meansTheSame(before: string, after: string): boolean {
  const [first, second] = [before, after].map((text) => parseYaml("", text).value);
  return first !== undefined && second !== undefined && isSame(first.value, second.value);
}

function isSame(a: Json, b: Json): boolean {
  if (isArray(a) && isArray(b))
    return a.length === b.length && a.every((item, index) => isSame(item, b[index] ?? null));
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && isSame(a[key] ?? null, b[key] ?? null))
    );
  }
  return Object.is(a, b) || (a === 0 && b === 0);
}
