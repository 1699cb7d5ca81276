import { isObject, type Json, type JsonObject } from "../values/json.ts";
import type { Tracked } from "../values/tracked.ts";

/** The part of a homelab that the core schema describes: what blueprints put into slots is left out. */
export function coreSections(homelab: Tracked, core: JsonObject): Tracked {
  return { value: prune(homelab.value, core), originOf: (path) => homelab.originOf(path) };
}

function prune(value: Json, schema: JsonObject): Json {
  const properties = schema.properties;
  if (!isObject(value) || !isObject(properties)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) => {
      const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
      return isObject(property) ? [[key, prune(child, property)]] : [];
    }),
  );
}
