import { isArray, isObject, type Json, type JsonObject } from "../values/json.ts";

/** Keys of `$defs` that are schemas of charts; those of blueprints have no colon. */
const PREFIX = "chart:";

/** Keywords whose value is a map of schemas by names of their own. */
const MAPS = new Set(["properties", "patternProperties", "definitions", "$defs", "dependentSchemas"]);
/** Keywords whose value is a schema, or a list of them. */
const SCHEMAS = new Set([
  "additionalItems",
  "additionalProperties",
  "allOf",
  "anyOf",
  "contains",
  "items",
  "prefixItems",
  "propertyNames",
  "unevaluatedItems",
  "unevaluatedProperties",
]);
/**
 * What a part of the values need not fulfil: the user's `values:` are merged over those of the blueprint, so keys that are
 * required may come from there. Conditions speak of the whole, too.
 */
const OF_THE_WHOLE = new Set([
  "dependencies",
  "dependentRequired",
  "else",
  "if",
  "minProperties",
  "not",
  "required",
  "then",
]);

/**
 * The part of a chart's schema that holds for a part of its values, to stand in `$defs` of the document. Its references
 * lead there. An `$id` of its own would say the same, but the YAML language server (1.25) finds nothing by a JSON Pointer
 * inside of an embedded resource.
 */
export function partialValuesSchema(schema: JsonObject, chart: string): JsonObject {
  const { $schema: _dialect, $id: _id, id: _old, ...rest } = schema;
  return partial(rest, `#/$defs/${PREFIX}${chart}`);
}

function partial(schema: JsonObject, root: string): JsonObject {
  const below = (value: Json): Json =>
    isArray(value) ? value.map(below) : isObject(value) ? partial(value, root) : value;
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, Json][] => {
    if (OF_THE_WHOLE.has(keyword)) return [];
    // What stands elsewhere is not fetched: an editor would ask the network for it.
    if (keyword === "$ref")
      return typeof value === "string" && /^#(\/|$)/.test(value) ? [[keyword, root + value.slice(1)]] : [];
    // With less required, several of a choice may hold.
    if (keyword === "oneOf") return [["anyOf", below(value)]];
    if (MAPS.has(keyword) && isObject(value))
      return [
        [keyword, Object.fromEntries(Object.entries(value).map(([name, child]) => [name, below(child)]))],
      ];
    return [[keyword, SCHEMAS.has(keyword) ? below(value) : value]];
  });
  return Object.fromEntries(entries);
}

/** The composed schema with the schemas of charts at the `values` of their components. */
export function chartDefinitions(schema: JsonObject, charts: ReadonlyMap<string, JsonObject>): JsonObject {
  if (charts.size === 0) return schema;
  const names = [...charts.keys()].sort();
  const definitions = names.map((name) => [PREFIX + name, charts.get(name) ?? {}] as const);
  const linked = eachNode(schema, (node) => {
    const chart = node["x-k8sgen-chart"];
    return typeof chart === "string" && charts.has(chart)
      ? { ...node, $ref: `#/$defs/${PREFIX}${chart}` }
      : node;
  });
  return {
    ...linked,
    $defs: { ...(isObject(linked.$defs) ? linked.$defs : {}), ...Object.fromEntries(definitions) },
  };
}

/** The inverse. */
export function withoutCharts({ $defs, ...schema }: JsonObject): JsonObject {
  const unlinked = eachNode(schema, ({ $ref, ...node }) =>
    $ref === undefined || (typeof $ref === "string" && $ref.startsWith(`#/$defs/${PREFIX}`))
      ? node
      : { ...node, $ref },
  );
  const kept = Object.entries(isObject($defs) ? $defs : {}).filter(([name]) => !name.startsWith(PREFIX));
  return kept.length === 0 ? unlinked : { ...unlinked, $defs: Object.fromEntries(kept) };
}

function eachNode(node: JsonObject, change: (node: JsonObject) => JsonObject): JsonObject {
  const visit = (value: Json): Json =>
    isArray(value) ? value.map(visit) : isObject(value) ? eachNode(value, change) : value;
  return change(Object.fromEntries(Object.entries(node).map(([key, value]) => [key, visit(value)])));
}
