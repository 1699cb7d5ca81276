import { isArray, isObject, type Json, type JsonObject } from "../values/json.ts";
import { chartDefinitions, withoutCharts } from "./chart-values.ts";
import { layerSchema } from "./layer.ts";

/**
 * A composed schema as a file for editors: hover shows defaults too, which the YAML language server leaves out.
 * @param charts the schemas of charts' values, by `<chart>-<version>`
 * @param id of the file; that of the core alone would be wrong here
 */
export function schemaDocument(
  { $id: _id, $schema: dialect, ...schema }: JsonObject,
  charts: ReadonlyMap<string, JsonObject> = new Map(),
  id?: string,
): string {
  const document: JsonObject = {
    ...(dialect === undefined ? {} : { $schema: dialect }),
    ...(id === undefined ? {} : { $id: id }),
    ...chartDefinitions(forEditor(schema), charts),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Whether a file is what `schemaDocument` makes of a schema, or of a layer's, whichever charts were at hand then. */
export function isSchemaDocument(text: string, schema: JsonObject): boolean {
  const value = parsed(text);
  if (!isObject(value)) return false;
  const { $id: _id, ...rest } = value;
  const found = `${JSON.stringify(withoutCharts(rest), null, 2)}\n`;
  return found === schemaDocument(schema) || found === schemaDocument(layerSchema(schema));
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The maps of a schema whose keys are the user's own, not keywords. */
const NAMED = new Set(["properties", "$defs", "patternProperties"]);

/**
 * The same schema in the words that the YAML language server understands best: each description tells what holds where the
 * key is absent, and `maxProperties` stands apart, since the server completes nothing in an empty map beside it.
 */
function forEditor({ maxProperties, ...schema }: JsonObject): JsonObject {
  const entries = Object.entries(schema).map(([keyword, value]): [string, Json] => {
    if (NAMED.has(keyword) && isObject(value))
      return [keyword, Object.fromEntries(Object.entries(value).map(([key, child]) => [key, told(child)]))];
    const isSchema = ["items", "additionalProperties", "propertyNames", "not"].includes(keyword);
    return [keyword, isSchema ? told(value) : value];
  });
  const { default: absent, description, markdownDescription } = schema;
  if (typeof description === "string" && markdownDescription === undefined && isTelling(absent))
    entries.push(["markdownDescription", `${description}\n\nDefault: \`${JSON.stringify(absent)}\``]);
  if (maxProperties !== undefined) entries.push(["allOf", [{ maxProperties }]]);
  return Object.fromEntries(entries);
}

const told = (value: Json): Json => (isObject(value) ? forEditor(value) : value);

/** Empty maps and lists only say that nothing is there. */
const isTelling = (value: Json | undefined): value is Json =>
  value !== undefined &&
  !(isObject(value) && Object.keys(value).length === 0) &&
  !(isArray(value) && value.length === 0);
