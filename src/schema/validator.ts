import type { ErrorObject, Options, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { copyOf, type Json, type JsonObject } from "../values/json.ts";
import { FORMATS } from "./formats.ts";
import { regExpEngine } from "./patterns.ts";

/** Keywords of k8sgen's own schemas that carry meaning for other stages than this one. */
const ANNOTATIONS = [
  "x-k8sgen-slot",
  "x-k8sgen-providers",
  "x-k8sgen-address",
  "x-k8sgen-max",
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

/**
 * Compiles a schema (draft 2020-12) that is known to be one. All faults are reported, not the first; remote references
 * are not fetched. Without the check against the schema of schemas and without ajv's optimizer the four schemas of a
 * build compile in 70 ms instead of 290 ms.
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
  const { $schema: _dialect, ...plain } = schema;
  const ajv = new Ajv2020({
    ...OPTIONS,
    meta: false,
    validateSchema: false,
    code: {
      optimize: false,
      ...(foreign.size > 0 ? { regExp: regExpEngine((pattern) => foreign.has(pattern)) } : {}),
    },
  });
  const check: ValidateFunction = ajv.compile(plain);
  return {
    validate(value) {
      const resolved = copyOf(value);
      check(resolved);
      return { faults: (check.errors ?? []) as readonly SchemaFault[], resolved };
    },
  };
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
