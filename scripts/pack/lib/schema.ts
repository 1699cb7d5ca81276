import { isObject, type Json, type JsonObject } from "./json.ts";

/** Keywords whose value maps names to schemas. */
const MAPS = new Set(["properties", "patternProperties", "definitions"]);
/** Keywords whose value is a schema; `additionalProperties` may be a boolean too. */
const SCHEMAS = new Set(["items", "additionalProperties", "not"]);
const LISTS = new Set(["allOf", "anyOf", "oneOf"]);

/** A schema with each schema in it, itself included, changed by `change`, the innermost first. */
export function mapSchemas(schema: JsonObject, change: (schema: JsonObject) => JsonObject): JsonObject {
  const one = (child: Json): Json => (isObject(child) ? mapSchemas(child, change) : child);
  const nested = (keyword: string, value: Json): Json => {
    if (SCHEMAS.has(keyword)) return one(value);
    if (LISTS.has(keyword) && Array.isArray(value)) return value.map(one);
    if (!MAPS.has(keyword) || !isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, one(child)]));
  };
  return change(
    Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, nested(keyword, value)])),
  );
}

/**
 * A copy of a schema with the wanted keywords alone. A property that is called like a keyword (`description`, `title`)
 * is a property and stays.
 */
export function withKeywords(schema: JsonObject, wanted: (keyword: string) => boolean): JsonObject {
  return mapSchemas(schema, (one) =>
    Object.fromEntries(Object.entries(one).filter(([keyword]) => wanted(keyword))),
  );
}

/** What a structural check of an object reads in Kubernetes' own OpenAPI. */
export const KUBERNETES_KEYWORDS: ReadonlySet<string> = new Set([
  "$ref",
  "additionalProperties",
  "enum",
  "format",
  "items",
  "properties",
  "required",
  "type",
  "x-kubernetes-group-version-kind",
  "x-kubernetes-int-or-string",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-list-type",
  "x-kubernetes-preserve-unknown-fields",
]);

/** What a structural check reads in the schema of a custom resource; `default` is folded away by `withoutDefaults`. */
export const CRD_KEYWORDS: ReadonlySet<string> = new Set([
  ...KUBERNETES_KEYWORDS,
  "allOf",
  "anyOf",
  "default",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "maxItems",
  "maxLength",
  "maxProperties",
  "maximum",
  "minItems",
  "minLength",
  "minProperties",
  "minimum",
  "multipleOf",
  "not",
  "nullable",
  "oneOf",
  "pattern",
  "uniqueItems",
  "x-kubernetes-embedded-resource",
  "x-kubernetes-map-type",
]);

/**
 * The schema of what a user may send. The API server fills in defaults before it validates, so a required property that
 * has a default may be left out: it leaves `required`, and the default goes.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting
 */
export function withoutDefaults(schema: JsonObject): JsonObject {
  const optional = mapSchemas(schema, (one) => {
    if (!Array.isArray(one.required)) return one;
    const { required, ...rest } = one;
    const properties = isObject(one.properties) ? one.properties : {};
    const still = required.filter((name) => !hasDefault(properties[String(name)]));
    return still.length > 0 ? { ...rest, required: still } : rest;
  });
  return withKeywords(optional, (keyword) => keyword !== "default");
}

const hasDefault = (schema: Json | undefined): boolean => isObject(schema) && schema.default !== undefined;
