import fc from "fast-check";
import type { JsonObject } from "../../src/values/json.ts";
import { isArray, isObject, type Json } from "../../src/values/json.ts";

/** Keys that only make sense together with others, or with addresses of the LAN: they are made by hand. */
const BY_HAND = new Set([
  "address",
  "backup",
  "bgp",
  "disks",
  "externalDns",
  "healthcheck",
  "host",
  "hubbleHost",
  "ipv6",
  "issuer",
  "kubernetesLogin",
  "mode",
  "pool",
  "replicas",
  "routing",
  "server",
  "storageClass",
  "values",
  "wildcard",
]);

/** Some of the optional keys of a map, each with one of its examples or its default, as the schema has them. */
export function options(schema: JsonObject): fc.Arbitrary<Record<string, Json>> {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = isArray(schema.required) ? schema.required : [];
  const choice = isArray(schema["x-k8sgen-choice"]) ? schema["x-k8sgen-choice"] : [];
  const keys = Object.entries(properties).flatMap(([key, property]) => {
    if (BY_HAND.has(key) || required.includes(key) || choice.includes(key) || !isObject(property)) return [];
    const known = [
      ...(isArray(property.examples) ? property.examples : []),
      ...(property.default === undefined ? [] : [property.default]),
    ];
    return known.length === 0 ? [] : [[key, fc.constantFrom(...known)] as const];
  });
  return fc
    .subarray(keys)
    .chain((chosen) => fc.record(Object.fromEntries(chosen) as Record<string, fc.Arbitrary<Json>>));
}
