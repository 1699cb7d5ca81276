import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { isArray, isObject, type Json, type JsonObject, type Path, typeName } from "../values/json.ts";
import { fromPointer } from "../values/path.ts";
import { FORMAT_WORDS } from "./formats.ts";
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
function toPath(pointer: string, root: Json): Path {
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
  const example = exampleOf(schema);
  switch (fault.keyword) {
    case "additionalProperties":
    case "unevaluatedProperties":
      return [unknownKey(String(params.additionalProperty ?? params.unevaluatedProperty), schema, at)];
    case "required":
      return [
        messages.required(
          String(params.missingProperty),
          descriptionOf(schema, String(params.missingProperty)),
          at,
        ),
      ];
    case "type":
      return [messages.wrongType(String(fault.schema), typeName(fault.data as Json), example, at)];
    case "enum":
      return [enumFault(fault, at)];
    case "const":
      return [messages.wrongConst(fault.data as Json, params.allowedValue as Json, at)];
    case "format":
      if (/^AGE-SECRET-KEY-/i.test(String(fault.data))) return [messages.privateKeyInFile(at)];
      return [
        messages.wrongForm(
          fault.data as Json,
          FORMAT_WORDS[String(params.format)] ?? String(params.format),
          example,
          at,
        ),
      ];
    case "pattern":
      return [messages.wrongForm(fault.data as Json, undefined, example, at)];
    case "minProperties":
      return [messages.slotEmpty(choices(schema.properties, schema), at)];
    case "maxProperties":
      return [messages.slotConflict(choices(fault.data as Json, schema), at)];
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
    case "minLength":
    case "maxLength":
    case "minItems":
    case "maxItems":
      return [messages.outOfRange(fault.message ?? "is out of range", at)];
    case "uniqueItems":
      return [
        messages.duplicateItem({ path: [...path, Math.max(Number(params.i), Number(params.j))], positions }),
      ];
    case "propertyNames":
      return [
        messages.wrongKey(String(params.propertyName), {
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

/** Keys of which exactly one is to be chosen: not those, as a name, that stand beside each of them. */
function choices(value: Json | undefined, schema: JsonObject): readonly string[] {
  const required = isArray(schema.required) ? schema.required : [];
  return Object.keys(isObject(value) ? value : {}).filter((key) => !required.includes(key));
}

function unknownKey(key: string, schema: JsonObject, at: messages.At): Diagnostic {
  const known = Object.keys((schema.properties as JsonObject | undefined) ?? {});
  const place = { path: [...at.path, key], positions: at.positions };
  const slot = schema["x-k8sgen-slot"] !== undefined;
  return slot
    ? messages.unknownProvider(key, known, nearest(key, known), place)
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
  const first = isArray(examples) ? examples[0] : undefined;
  return first === undefined || first === null
    ? undefined
    : typeof first === "string"
      ? first
      : JSON.stringify(first);
}

function descriptionOf(schema: JsonObject, key: string): string | undefined {
  const property = isObject(schema.properties) ? schema.properties[key] : undefined;
  return isObject(property) && typeof property.description === "string" ? property.description : undefined;
}
