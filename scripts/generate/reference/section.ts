import type { Language } from "../../../src/compile.ts";
import { keyDocs } from "../../../src/explain/key.ts";
import { itemOf, keysOf, type SchemaNode } from "../../../src/explain/node.ts";
import type { Blueprint } from "../../../src/schema/blueprints.ts";
import { isObject, type Json, type JsonObject } from "../../../src/values/json.ts";
import type { Examples } from "./examples.ts";
import { cell, code } from "./words.ts";

/** A page: the section, each map in it with a table of its keys, and an example for each provider. */
export function sectionPage(node: SchemaNode, language: Language, examples: Examples): string {
  return [`# ${node.path}`, "", ...mapPart(node, language, examples, 1)].join("\n");
}

/** A map with its keys, then the maps below it, each under a heading of its own. */
function mapPart(node: SchemaNode, language: Language, examples: Examples, level: number): readonly string[] {
  const { schema, blueprints } = language;
  const docs = keyDocs(node, schema, blueprints);
  const map = mapOf(node, schema);
  const keys = map === undefined ? [] : keysOf(map, schema);
  const item = map === undefined ? undefined : itemOf(map, schema);
  const below = [...keys, ...(item === undefined ? [] : [item])].filter(
    // A provider has a part, and an example, also where there is nothing to choose.
    (key) => mapOf(key, schema) !== undefined || isProvider(key.path, blueprints),
  );
  const provider = blueprints.find((blueprint) => isProvider(node.path, [blueprint]));
  return [
    docs.description,
    "",
    ...factsOf(docs.type, docs.isRequired, level),
    ...(provider === undefined ? [] : providerPart(provider, node.path)),
    ...providersPart(node, blueprints),
    ...table(
      keys.filter(({ path }) => !isProvider(path, blueprints)),
      language,
    ),
    ...examplePart(examples.get(node.path)),
    ...below.flatMap((key) => [
      `${"#".repeat(Math.min(level + 1, DEEPEST))} ${key.path}`,
      "",
      ...mapPart(key, language, examples, level + 1),
    ]),
  ];
}

/** Providers have a table of their own. */
const isProvider = (path: string, blueprints: readonly Blueprint[]): boolean =>
  blueprints.some(({ manifest }) => manifest.slots?.some((slot) => slot.path === path));

/** Markdown has no deeper headings. */
const DEEPEST = 6;

/** The map itself, or the map that the items of a list are; undefined where there are no keys to tell of. */
function mapOf(node: SchemaNode, root: JsonObject): SchemaNode | undefined {
  const { properties, additionalProperties, items } = node.schema;
  if (isObject(items)) {
    const item = itemOf(node, root);
    return item === undefined ? undefined : mapOf(item, root);
  }
  if (isObject(properties) && Object.keys(properties).length > 0) return node;
  const item = isObject(additionalProperties) ? itemOf(node, root) : undefined;
  return item !== undefined && isObject(item.schema.properties) ? node : undefined;
}

/** What kind of map it is; that it is one can be seen. */
function factsOf(type: string, isRequired: boolean, level: number): readonly string[] {
  const facts = [...(type === "map" ? [] : [type]), ...(isRequired && level === 1 ? ["needed"] : [])];
  const text = facts.join("; ");
  return text === "" ? [] : [`${text.charAt(0).toUpperCase()}${text.slice(1)}.`, ""];
}

function providerPart({ manifest, name }: Blueprint, path: string): readonly string[] {
  const { metadata, chart, offers = [], requires = [] } = manifest;
  const slot = manifest.slots?.find((each) => each.path === path);
  const needs = [...(slot?.needs ?? []), ...requires, ...(slot?.requires ?? [])].map((each) => `\`${each}\``);
  return [
    `[${metadata.title}](${metadata.home}), blueprint \`${name}\`${chart === undefined ? "" : `, chart \`${chart.name}\` ${chart.version}`}.` +
      (offers.length === 0 ? "" : ` Gives ${offers.map((each) => `\`${each}\``).join(", ")}.`) +
      (needs.length === 0 ? "" : ` Needs ${needs.join(", ")}.`),
    "",
  ];
}

/** The providers of a section, in a table. */
function providersPart({ path, schema }: SchemaNode, blueprints: readonly Blueprint[]): readonly string[] {
  if (schema["x-k8sgen-slot"] === undefined) return [];
  const rows = blueprints.flatMap(({ manifest }) =>
    (manifest.slots ?? [])
      .filter((slot) => slot.path.slice(0, slot.path.lastIndexOf(".")) === path)
      .map((slot) => {
        const { title, description } = manifest.metadata;
        const gives = (manifest.offers ?? []).map((each) => `\`${each}\``).join(", ");
        const needs = [...(slot.needs ?? []), ...(manifest.requires ?? []), ...(slot.requires ?? [])];
        return `| \`${slot.path}\` | ${cell(`${title}: ${description}`)} | ${gives} | ${needs.map((each) => `\`${each}\``).join(", ")} | ${cell(slot.choose ?? "")} |`;
      }),
  );
  if (rows.length === 0) return ["No provider comes with k8sgen; a blueprint of your own can be one.", ""];
  return [
    "| provider | what it is | gives | needs | when to choose it |",
    "|---|---|---|---|---|",
    ...rows.sort(),
    "",
  ];
}

/** What each key is. Maps have a part of their own below, so that their row only names them. */
function table(
  keys: readonly (SchemaNode & { readonly name: string })[],
  { schema, blueprints }: Language,
): readonly string[] {
  if (keys.length === 0) return [];
  const rows = keys.map((node) => {
    const { name, type, isRequired, description, values, limits, examples, ...docs } = {
      ...keyDocs(node, schema, blueprints),
      name: node.name,
    };
    const about = [
      description,
      ...values.map(({ value, text }) => `${code(value)}${text === undefined ? "" : `: ${text}`}`),
      ...(limits.length === 0 ? [] : [`${sentence(limits.join("; "))}`]),
      ...(examples.length === 0 || isRedundant(examples[0] ?? null, docs.default)
        ? []
        : [`Example: ${code(examples[0] ?? null)}`]),
    ];
    const absent = isRequired ? "needed" : docs.default === undefined ? "" : code(docs.default);
    return `| \`${name}\` | ${cell(type)} | ${cell(absent)} | ${cell(about.join("\n"))} |`;
  });
  return ["| key | type | default | what it means |", "|---|---|---|---|", ...rows, ""];
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const isRedundant = (example: Json, absent: Json | undefined): boolean =>
  JSON.stringify(example) === JSON.stringify(absent);

const examplePart = (text: string | undefined): readonly string[] =>
  text === undefined ? [] : ["A whole homelab with it:", "", "```yaml", text.trimEnd(), "```", ""];
