import type { ErrorObject, Options, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { copyOf, type Json, type JsonObject } from "../values/json.ts";
import { COMPILED_SCHEMAS, schemaDigest } from "./compiled.ts";
import { FORMATS } from "./formats.ts";
import { regExpEngine } from "./patterns.ts";

/** Keywords of k8sgen's own schemas that carry meaning for other stages than this one. */
const ANNOTATIONS = [
  "x-k8sgen-slot",
  "x-k8sgen-providers",
  "x-k8sgen-address",
  "x-k8sgen-max",
  "x-k8sgen-names",
  "x-k8sgen-choice",
  "x-k8sgen-reach",
  "x-k8sgen-unique",
  "x-k8sgen-chart",
  "markdownDescription",
  "enumDescriptions",
  "defaultSnippets",
  "deprecationMessage",
];

const OPTIONS = {
  allErrors: true,
  verbose: true,
  useDefaults: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  keywords: ANNOTATIONS,
  formats: FORMATS,
} satisfies Options;

/** A fault as ajv reports it, with the schema and the value in question. */
export type SchemaFault = ErrorObject<string, Record<string, unknown>, unknown>;

export interface Validator {
  /** The faults of a value; `resolved` is a copy with the defaults of the schema filled in. */
  validate(value: Json): { readonly faults: readonly SchemaFault[]; readonly resolved: Json };
}

/** How k8sgen's own schemas are compiled: they are known to be sound, and the optimizer takes longer than it saves. */
export const OWN_OPTIONS = {
  ...OPTIONS,
  meta: false,
  validateSchema: false,
  code: { optimize: false },
} satisfies Options;

/**
 * Compiles a schema (draft 2020-12) that is known to be one, unless the package brings it compiled. All faults are
 * reported, not the first; remote references are not fetched.
 * @param foreign patterns of strangers, which must not be able to hang the build: they match in linear time
 */
export function createValidator(schema: JsonObject, foreign: ReadonlySet<string> = new Set()): Validator {
  if (foreign.size > 0) return compileValidator(schema, foreign);
  const known = COMPILED.get(schema) ?? compileValidator(schema, foreign);
  COMPILED.set(schema, known);
  return known;
}

/** A schema that is used again, as for a second homelab, is compiled once. Patterns of strangers count their work, so theirs is not kept. */
const COMPILED = new WeakMap<JsonObject, Validator>();

function compileValidator(schema: JsonObject, foreign: ReadonlySet<string>): Validator {
  const check = COMPILED_SCHEMAS.get(schemaDigest(schema)) ?? compile(schema, foreign);
  return {
    validate(value) {
      const resolved = copyOf(value);
      check(resolved);
      return { faults: (check.errors ?? []) as readonly SchemaFault[], resolved };
    },
  };
}

function compile(schema: JsonObject, foreign: ReadonlySet<string>): ValidateFunction {
  const { $schema: _dialect, ...plain } = schema;
  const code =
    foreign.size > 0
      ? { code: { optimize: false, regExp: regExpEngine((pattern) => foreign.has(pattern)) } }
      : {};
  return new Ajv2020({ ...OWN_OPTIONS, ...code }).compile(plain);
}

/** Why a schema cannot be used, with those of its patterns that match in linear time; undefined where it can. */
export function schemaProblem(
  schema: JsonObject,
  foreign: ReadonlySet<string> = new Set(),
): string | undefined {
  try {
    const regExp = regExpEngine((pattern) => foreign.has(pattern));
    new Ajv2020({ ...OPTIONS, code: { regExp } }).compile({
      ...schema,
      $schema: "https://json-schema.org/draft/2020-12/schema",
    });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
