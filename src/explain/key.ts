import type { Blueprint } from "../schema/blueprints.ts";
import { isArray, isObject, type Json, type JsonObject } from "../values/json.ts";
import { itemOf, keysOf, type SchemaNode } from "./node.ts";

/** The docs of a key of homelab.yaml. */
export interface KeyDocs {
  readonly kind: "key";
  /** Empty for the whole file. */
  readonly path: string;
  readonly title: string;
  readonly description: string;
  /** In words, as `list of maps`. */
  readonly type: string;
  readonly isRequired: boolean;
  /** What to write instead of a key that will go. */
  readonly deprecated?: string;
  readonly default?: Json;
  readonly values: readonly { readonly value: Json; readonly text?: string }[];
  /** Bounds and forms, as `at least 1`. */
  readonly limits: readonly string[];
  readonly examples: readonly Json[];
  readonly keys: readonly KeySummary[];
  /** Where the key is part of a component: the blueprint that brings it. */
  readonly blueprint?: { readonly name: string; readonly title: string; readonly folder: string };
}

/** A key below, in one line. */
export interface KeySummary {
  readonly name: string;
  readonly isRequired: boolean;
  readonly summary: string;
}

export function keyDocs(node: SchemaNode, root: JsonObject, blueprints: readonly Blueprint[]): KeyDocs {
  const { schema, path, isRequired } = node;
  const blueprint = blueprintOf(path, blueprints);
  return {
    kind: "key",
    path,
    title: textOf(schema.title),
    description: textOf(schema.description),
    type: typeWords(node, root),
    isRequired,
    ...(typeof schema.deprecationMessage === "string" ? { deprecated: schema.deprecationMessage } : {}),
    ...(schema.default === undefined ? {} : { default: schema.default }),
    values: valuesOf(schema),
    limits: limitsOf(schema),
    examples: isArray(schema.examples) ? schema.examples : [],
    keys: summaries(node, root),
    ...(blueprint === undefined
      ? {}
      : {
          blueprint: {
            name: blueprint.name,
            title: blueprint.manifest.metadata.title,
            folder: blueprint.folder.folder,
          },
        }),
  };
}

/** The keys below a node: those that have names, then what the others are like; of a list those of its items. */
function summaries(node: SchemaNode, root: JsonObject): readonly KeySummary[] {
  const item = itemOf(node, root);
  if (isObject(node.schema.items)) return item === undefined ? [] : summaries(item, root);
  const named = keysOf(node, root).map(({ name, schema, isRequired }) => ({
    name,
    isRequired,
    summary: summaryOf(schema),
  }));
  return item === undefined
    ? named
    : [...named, { name: "*", isRequired: false, summary: summaryOf(item.schema) }];
}

/** The first sentence says what a key is. */
const summaryOf = ({ title, description }: JsonObject): string =>
  /^.*?[.;](?=\s|$)/.exec(textOf(description))?.[0].replace(/[.;]$/, "") ??
  (textOf(description) || textOf(title));

function typeWords(node: SchemaNode, root: JsonObject): string {
  const { schema } = node;
  const item = itemOf(node, root);
  if (isObject(schema.items) && item !== undefined && schema.type === "array")
    return `list of ${plural(typeWords(item, root))}`;
  const slot = schema["x-k8sgen-slot"];
  if (slot === "exclusive") return "map, takes one provider";
  if (slot === "shared") return "map, takes providers side by side";
  if (slot === "instances") return "map of names that you choose";
  const types = isArray(schema.type) ? schema.type : [schema.type ?? ""];
  const words = types.map((type) => WORDS[String(type)] ?? typesOfValues(schema));
  return words.join(" or ");
}

const WORDS: Readonly<Record<string, string>> = {
  object: "map",
  array: "list",
  string: "string",
  integer: "whole number",
  number: "number",
  boolean: "boolean",
  null: "null",
};

/** What the listed values are, where the schema names no type. */
function typesOfValues(schema: JsonObject): string {
  const kinds = new Set(valuesOf(schema).map(({ value }) => typeof value));
  return kinds.size === 1 ? ([...kinds][0] ?? "anything") : "anything";
}

const plural = (words: string): string => words.replace(/^(\w+(?: \w+)?)(?=$|,| or | of )/, "$1s");

function valuesOf({ enum: allowed, const: only, enumDescriptions }: JsonObject): KeyDocs["values"] {
  if (only !== undefined) return [{ value: only }];
  if (!isArray(allowed)) return [];
  const texts = isArray(enumDescriptions) ? enumDescriptions : [];
  return allowed.map((value, index) => {
    const text = texts[index];
    return typeof text === "string" && text !== "" ? { value, text } : { value };
  });
}

const LIMITS: readonly (readonly [keyword: string, words: (limit: string) => string])[] = [
  ["minimum", (limit) => `at least ${limit}`],
  ["maximum", (limit) => `at most ${limit}`],
  ["minLength", (limit) => `at least ${limit} characters`],
  ["maxLength", (limit) => `at most ${limit} characters`],
  ["minItems", (limit) => `at least ${limit} in the list`],
  ["maxItems", (limit) => `at most ${limit} in the list`],
  ["format", (name) => `form: ${name}`],
  ["pattern", (pattern) => `pattern: ${pattern}`],
];

const limitsOf = (schema: JsonObject): readonly string[] =>
  LIMITS.flatMap(([keyword, words]) => {
    const limit = schema[keyword];
    return typeof limit === "string" || typeof limit === "number" ? [words(String(limit))] : [];
  });

/** The blueprint whose slot a path is, or stands in. */
const blueprintOf = (path: string, blueprints: readonly Blueprint[]): Blueprint | undefined =>
  blueprints.find(({ manifest }) =>
    (manifest.slots ?? []).some(
      (slot) => path === slot.path || path.startsWith(`${slot.path}.`) || path.startsWith(`${slot.path}[`),
    ),
  );

const textOf = (text: Json | undefined): string => (typeof text === "string" ? text : "");
