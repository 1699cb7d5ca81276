import { isArray, isObject, type Json, type JsonObject } from "../values/json.ts";

/** What a file need not fulfil that others lie below or over: the rest of a map may stand there. */
const OF_THE_WHOLE: ReadonlySet<string> = new Set(["required", "minProperties", "maxProperties"]);

/** Definitions are used in lists too, whose items are whole. */
const SUFFIX = ":layer";

/**
 * The schema of a file that is only a layer of a homelab. Layers merge as JSON Merge Patches do (RFC 7396): no key is
 * missing, `null` takes a key away, and lists are replaced, so that what stands in them is whole.
 */
export function layerSchema(schema: JsonObject): JsonObject {
  const { $defs, type, ...rest } = schema;
  const definitions = isObject($defs) ? $defs : {};
  const layers = Object.entries(definitions).map(([name, definition]): [string, Json] => [
    `${name}${SUFFIX}`,
    below(definition),
  ]);
  return {
    ...layer(rest),
    ...(type === undefined ? {} : { type }),
    ...(layers.length === 0 ? {} : { $defs: { ...definitions, ...Object.fromEntries(layers) } }),
  };
}

const below = (value: Json): Json => (isObject(value) ? layer(value) : value);

function layer(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, value]): [string, Json][] => {
      if (OF_THE_WHOLE.has(keyword)) return [];
      switch (keyword) {
        case "type":
          return [[keyword, [...new Set([value, "null"].flat())]]];
        case "enum":
          return [[keyword, isArray(value) ? [...value, null] : value]];
        case "enumDescriptions":
          return [[keyword, isArray(value) ? [...value, "As if the key were nowhere."] : value]];
        case "$ref":
          return [[keyword, `${String(value)}${SUFFIX}`]];
        case "properties":
          return [
            [
              keyword,
              isObject(value)
                ? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, below(child)]))
                : value,
            ],
          ];
        case "additionalProperties":
          return [[keyword, below(value)]];
        default:
          return [[keyword, value]];
      }
    }),
  );
}
