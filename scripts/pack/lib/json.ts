export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object at a path of keys, or a fault that names the path: sources change, and a pack must not lose a part quietly. */
export function objectAt(value: Json, ...path: readonly string[]): JsonObject {
  let here: Json | undefined = value;
  for (const key of path) here = isObject(here) ? here[key] : undefined;
  if (!isObject(here)) throw new Error(`expected an object at ${path.join(".") || "the top"}`);
  return here;
}

export function stringAt(value: Json, ...path: readonly string[]): string {
  const key = path.at(-1) ?? "";
  const found = objectAt(value, ...path.slice(0, -1))[key];
  if (typeof found !== "string") throw new Error(`expected a string at ${path.join(".")}`);
  return found;
}

export function listAt(value: Json, ...path: readonly string[]): readonly Json[] {
  const key = path.at(-1) ?? "";
  const found = objectAt(value, ...path.slice(0, -1))[key];
  if (!Array.isArray(found)) throw new Error(`expected a list at ${path.join(".")}`);
  return found;
}

/** Keys in code unit order at every depth, so that the order in which a source states them does not show. */
export function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] as Json)]),
  );
}
