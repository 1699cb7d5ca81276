import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { cronProblem } from "../values/cron.ts";
import { isArray, isObject, type Json, type JsonObject, type Path } from "../values/json.ts";
import { fromPointer } from "../values/path.ts";
import { FORMAT_WORDS, FORMATS } from "./formats.ts";
import { meant } from "./meant.ts";
import * as messages from "./messages.ts";
import type { SchemaFault } from "./validator.ts";

/** Turns ajv's faults into diagnostics at their places in the file. One fault of the user is told once. */
export function explainFaults(
  faults: readonly SchemaFault[],
  value: Json,
  positions: messages.Locator,
): readonly Diagnostic[] {
  return faults.flatMap((fault) => explain(fault, toPath(fault.instancePath, value), positions));
}

/** ajv's JSON Pointer with list indices as numbers. */
export function toPath(pointer: string, root: Json): Path {
  let node: Json | undefined = root;
  return fromPointer(pointer).map((step) => {
    const key = isArray(node) ? Number(step) : step;
    node = isArray(node) ? node[Number(step)] : isObject(node) ? node[step] : undefined;
    return key;
  });
}

function explain(fault: SchemaFault, path: Path, positions: messages.Locator): readonly Diagnostic[] {
  // What is wrong with a key is told once, by `propertyNames`.
  if (fault.propertyName !== undefined) return [];
  const at = { path, positions };
  const schema = (fault.parentSchema ?? {}) as JsonObject;
  const params = fault.params;
  switch (fault.keyword) {
    case "additionalProperties":
    case "unevaluatedProperties":
      return [unknownKey(String(params.additionalProperty ?? params.unevaluatedProperty), schema, at)];
    case "required":
      return [
        messages.required(
          String(params.missingProperty),
          requiredHint(schema, String(params.missingProperty)),
          at,
        ),
      ];
    case "type":
      return [messages.wrongType(String(fault.schema), fault.data as Json, typeHint(fault, schema), at)];
    case "enum":
      return [enumFault(fault, at)];
    case "const":
      return [messages.wrongConst(fault.data as Json, params.allowedValue as Json, at)];
    case "format":
      if (/^AGE-SECRET-KEY-/i.test(String(fault.data))) return [messages.privateKeyInFile(at)];
      return [
        messages.wrongForm(
          fault.data as Json,
          wordsOf(String(params.format), String(fault.data)),
          formHint(meant(String(params.format), String(fault.data)), schema),
          at,
        ),
      ];
    case "pattern":
      return [messages.wrongForm(fault.data as Json, undefined, formHint(undefined, schema), at)];
    case "minProperties":
      return [messages.slotEmpty(choices(schema.properties, schema), isSlot(schema), at)];
    case "maxProperties":
      return [messages.slotConflict(choices(fault.data as Json, schema), isSlot(schema), at)];
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
    case "minLength":
    case "maxLength":
    case "minItems":
    case "maxItems":
      return [messages.outOfRange(fault.keyword, Number(params.limit), fault.data as Json, at)];
    case "uniqueItems":
      return [
        messages.duplicateItem({ path: [...path, Math.max(Number(params.i), Number(params.j))], positions }),
      ];
    case "propertyNames":
      return [
        messages.wrongKey(String(params.propertyName), keyExample(schema), {
          path: [...path, String(params.propertyName)],
          positions,
        }),
      ];
    default:
      // `if`, `anyOf` and their like only repeat what their branches report.
      return fault.keyword === "anyOf" || fault.keyword === "if"
        ? []
        : [messages.otherFault(fault.message ?? fault.keyword, at)];
  }
}

/** What a format is; for a schedule, also what keeps the text from being one. */
function wordsOf(format: string, text: string): string {
  const words = FORMAT_WORDS[format] ?? format;
  const problem = format === "cron" ? cronProblem(text) : undefined;
  return problem === undefined ? words : `${words}: ${problem}`;
}

/** What was meant, else how a value looks, else what the schema says of it. */
function formHint(near: string | undefined, schema: JsonObject): string | undefined {
  if (near !== undefined) return `did you mean \`${near}\`?`;
  const example = exampleOf(schema);
  if (example !== undefined) return `for example: ${example}`;
  return typeof schema.description === "string" ? schema.description : undefined;
}

/** What to write instead of a value of another type: quotes make a string, and their absence something else. */
function typeHint({ data }: SchemaFault, schema: JsonObject): string | undefined {
  const wanted = schema.type;
  if (
    wanted === "string" &&
    (typeof data === "number" || typeof data === "boolean") &&
    takes(schema, String(data))
  )
    return `in quotes it is a string: "${String(data)}"`;
  if (wanted === "boolean" && typeof data === "string") {
    if (/^(true|yes|on|y|1)$/i.test(data)) return "write `true`, without quotes";
    if (/^(false|no|off|n|0)$/i.test(data)) return "write `false`, without quotes";
  }
  if ((wanted === "integer" || wanted === "number") && typeof data === "string" && /^-?\d+$/.test(data))
    return `leave the quotes out: ${data}`;
  const example = exampleOf(schema);
  if (example !== undefined) return `for example: ${example}`;
  const known = isObject(schema.properties) ? Object.keys(schema.properties) : [];
  return wanted === "object" && known.length > 0
    ? `it has keys, as ${known
        .slice(0, 3)
        .map((key) => `\`${key}\``)
        .join(", ")}`
    : undefined;
}

/** Whether a schema takes the text of a number or of `true`; sizes need a unit. */
const takes = ({ format, pattern }: JsonObject, text: string): boolean =>
  format !== "quantity" &&
  (typeof format !== "string" || FORMATS[format]?.(text) === true) &&
  (typeof pattern !== "string" || new RegExp(pattern, "u").test(text));

/** A key as the examples of a map have it. */
function keyExample(schema: JsonObject): string | undefined {
  const example = isArray(schema.examples) ? schema.examples[0] : undefined;
  return isObject(example) ? Object.keys(example)[0] : undefined;
}

const isSlot = (schema: JsonObject): boolean => schema["x-k8sgen-slot"] !== undefined;

/** Keys of which exactly one is to be chosen: not those, as a name, that stand beside each of them. */
function choices(value: Json | undefined, schema: JsonObject): readonly string[] {
  const required = isArray(schema.required) ? schema.required : [];
  return Object.keys(isObject(value) ? value : {}).filter((key) => !required.includes(key));
}

/** The providers of a slot that has keys of its own beside them. */
const providersOf = ({ "x-k8sgen-providers": providers }: JsonObject): readonly string[] | undefined =>
  isArray(providers) ? providers.map(String) : undefined;

function unknownKey(key: string, schema: JsonObject, at: messages.At): Diagnostic {
  const known = Object.keys((schema.properties as JsonObject | undefined) ?? {});
  const place = { path: [...at.path, key], positions: at.positions };
  return isSlot(schema)
    ? messages.unknownProvider(key, providersOf(schema) ?? known, nearest(key, known), place)
    : messages.unknownKey(key, known, nearest(key, known), place);
}

function enumFault(fault: SchemaFault, at: messages.At): Diagnostic {
  const allowed = (fault.schema as Json[]).map(String);
  return messages.notAllowed(
    fault.data as Json,
    allowed,
    typeof fault.data === "string" ? nearest(fault.data, allowed) : undefined,
    at,
  );
}

function exampleOf(schema: JsonObject): string | undefined {
  const examples = schema.examples;
  const first = schema.const ?? (isArray(examples) ? examples[0] : undefined);
  return first === undefined || first === null
    ? undefined
    : typeof first === "string"
      ? first
      : JSON.stringify(first);
}

/** How a missing key is written, and what it says. */
function requiredHint(schema: JsonObject, key: string): string | undefined {
  const property = isObject(schema.properties) ? schema.properties[key] : undefined;
  if (!isObject(property)) return undefined;
  const example = exampleOf(property);
  const description = typeof property.description === "string" ? property.description : undefined;
  if (example === undefined || example.length > 80) return description && `${key}: ${description}`;
  return `for example: \`${key}: ${example}\`${description === undefined ? "" : `; ${description}`}`;
}
