import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { isArray, isObject, type Json, type JsonObject } from "../values/json.ts";
import { type Blueprint, placeIn } from "./blueprints.ts";
import { blueprintSchema } from "./messages.ts";
import { INSTANCE } from "./slots.ts";

/**
 * One JSON Schema of a whole homelab.yaml: the core sections, with the slice of each blueprint at its slots. The
 * result has no `$ref` into other files; definitions of a slice are lifted to the root under `<blueprint>-<name>`.
 */
export function composeSchema(core: JsonObject, blueprints: readonly Blueprint[]): Result<JsonObject> {
  const schema = structuredClone(core) as MutableObject;
  const definitions: MutableObject = {};
  const diagnostics: Diagnostic[] = [];
  for (const blueprint of [...blueprints].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const source = blueprint.folder.schema;
    const slots = blueprint.manifest.slots ?? [];
    if (source === undefined || slots.length === 0) continue;
    const lifted = lift(blueprint.name, source.value, (reference) => {
      diagnostics.push(
        blueprintSchema(`\`$ref: ${reference}\` does not lead to a definition of this file.`, {
          file: source.file,
          line: 1,
          column: 1,
        }),
      );
    });
    Object.assign(definitions, lifted.definitions);
    slots.forEach((slot, index) => {
      const slice =
        slot.schema === undefined ? lifted.root : lifted.definitions[`${blueprint.name}-${slot.schema}`];
      if (!isObject(slice) || slice.type !== "object") {
        diagnostics.push(
          blueprintSchema(
            `schema.json has no object${slot.schema === undefined ? "" : ` \`$defs/${slot.schema}\``} for the slot \`${slot.path}\`.`,
            placeIn(blueprint, ["slots", index]),
          ),
        );
        return;
      }
      place(
        schema,
        slot.path,
        index === 0 && blueprint.manifest.chart !== undefined ? withValues(slice, blueprint) : slice,
      );
    });
  }
  closeSlots(schema, core);
  const used = reachable(schema, definitions);
  if (Object.keys(used).length > 0) schema.$defs = used;
  return diagnostics.length > 0 ? { diagnostics } : { value: schema, diagnostics };
}

type MutableObject = { [key: string]: Json };

function lift(
  name: string,
  source: JsonObject,
  broken: (reference: string) => void,
): { root: JsonObject; definitions: MutableObject } {
  const definitions = isObject(source.$defs) ? source.$defs : {};
  const rewrite = (node: Json): Json => {
    if (isArray(node)) return node.map(rewrite);
    if (!isObject(node)) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => {
        if (key !== "$ref" || typeof value !== "string") return [key, rewrite(value)];
        const target = value.startsWith("#/$defs/") ? value.slice("#/$defs/".length) : "";
        if (!Object.hasOwn(definitions, target)) broken(value);
        return [key, `#/$defs/${name}-${target}`];
      }),
    );
  };
  const { $defs: _definitions, $schema: _dialect, $id: _id, ...root } = source;
  return {
    root: rewrite(root) as JsonObject,
    definitions: Object.fromEntries(
      Object.entries(definitions).map(([key, value]) => [`${name}-${key}`, rewrite(value)]),
    ),
  };
}

function withValues(slice: JsonObject, blueprint: Blueprint): JsonObject {
  const { chart, metadata } = blueprint.manifest;
  const values: JsonObject = {
    title: "Helm values",
    description: `Values of the chart ${chart?.name} ${chart?.version}, merged over those that k8sgen gives ${metadata.title}; null takes a key away.`,
    type: "object",
    additionalProperties: true,
    "x-k8sgen-chart": `${chart?.name}-${chart?.version}`,
  };
  return { ...slice, properties: { ...(isObject(slice.properties) ? slice.properties : {}), values } };
}

function place(schema: MutableObject, path: string, slice: JsonObject): void {
  const steps = path.split(".");
  const provider = steps.pop() ?? "";
  let section = schema;
  for (const step of steps) section = (section.properties as MutableObject)[step] as MutableObject;
  if (provider === INSTANCE) {
    section.additionalProperties = slice;
    delete section.properties;
  } else section.properties = { ...(section.properties as MutableObject), [provider]: slice };
}

/**
 * An exclusive slot takes exactly one provider, and any slot is a closed map: unknown providers are faults. Where the
 * core has keys beside the providers, numbers of keys say nothing, and a rule counts (`x-k8sgen-providers`).
 */
function closeSlots(schema: MutableObject, core: JsonObject): void {
  const own = isObject(core.properties) ? core.properties : {};
  if (schema["x-k8sgen-slot"] === "exclusive") {
    const providers = Object.keys(isObject(schema.properties) ? schema.properties : {}).filter(
      (key) => !Object.hasOwn(own, key),
    );
    if (Object.keys(own).length > 0) schema["x-k8sgen-providers"] = providers;
    else {
      schema.minProperties = 1;
      schema.maxProperties = 1;
    }
  }
  if (!isObject(schema.properties)) return;
  for (const [key, property] of Object.entries(schema.properties)) {
    const inCore = Object.hasOwn(own, key) ? own[key] : undefined;
    if (isObject(property)) closeSlots(property as MutableObject, isObject(inCore) ? inCore : {});
  }
}

/** The definitions that the schema uses, directly or through one another, sorted by name. */
function reachable(schema: JsonObject, definitions: MutableObject): MutableObject {
  const used = new Set<string>();
  const visit = (node: Json): void => {
    if (isArray(node)) node.forEach(visit);
    if (!isObject(node)) return;
    for (const [key, value] of Object.entries(node)) {
      if (key !== "$ref" || typeof value !== "string") visit(value);
      else if (!used.has(value.slice("#/$defs/".length))) {
        used.add(value.slice("#/$defs/".length));
        visit(definitions[value.slice("#/$defs/".length)] ?? null);
      }
    }
  };
  visit(schema);
  return Object.fromEntries([...used].sort().map((name) => [name, definitions[name] ?? null]));
}
