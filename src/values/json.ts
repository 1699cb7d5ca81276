/** A value as JSON and Helm know it. Maps keep the order of their keys. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Keys from the root of a value to one of its nodes. */
export type Path = readonly (string | number)[];

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** The node at a path; undefined where there is none. Reads own properties only. */
export function getAt(root: Json | undefined, path: Path): Json | undefined {
  let node: Json | undefined = root;
  for (const step of path) {
    if (isArray(node)) node = typeof step === "number" ? node[step] : undefined;
    else if (isObject(node)) node = Object.hasOwn(node, step) ? node[step] : undefined;
    else return undefined;
  }
  return node;
}

/** A copy that shares nothing with the value; several times as fast as `structuredClone`, and keys stay keys (`__proto__`). */
export function copyOf(value: Json): Json {
  if (isArray(value)) return value.map(copyOf);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copyOf(child)]));
}

/** The name of a value's type in the words of YAML's users. */
export function typeName(value: Json | undefined): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  return typeof value === "boolean" ? "a boolean" : typeof value === "number" ? "a number" : "a string";
}
