import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzip } from "../../scripts/pack/lib/gzip.ts";
import { isObject, type Json, type JsonObject } from "../../scripts/pack/lib/json.ts";
import { root } from "../../scripts/pack/lib/output.ts";
import { mapSchemas } from "../../scripts/pack/lib/schema.ts";

/** A committed file below the root of the repository. */
export const committed = (path: string): Buffer => readFileSync(join(root, path));

/** The text in a committed gzip file. */
export const packed = (path: string): string => gunzip(committed(path));

/** Every keyword that a schema uses, at any depth. Names of properties are no keywords. */
export function keywords(schema: JsonObject): ReadonlySet<string> {
  const found = new Set<string>();
  mapSchemas(schema, (one) => {
    for (const keyword of Object.keys(one)) found.add(keyword);
    return one;
  });
  return found;
}

/** The schema at a path of property names; `[]` goes into the items of a list. */
export function property(schema: JsonObject | undefined, ...path: readonly string[]): JsonObject | undefined {
  return path.reduce<JsonObject | undefined>((here, name) => {
    const next: Json | undefined =
      name === "[]" ? here?.items : isObject(here?.properties) ? here.properties[name] : undefined;
    return isObject(next) ? next : undefined;
  }, schema);
}
