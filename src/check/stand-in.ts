import { nearest } from "../diagnostics/nearest.ts";
import { toPath } from "../schema/faults.ts";
import type { SchemaFault, Validator } from "../schema/validator.ts";
import { copyOf, getAt, isArray, isObject, type Json, type JsonObject, type Path } from "../values/json.ts";

import { annotated } from "./view.ts";

/** A value in which nothing offends the schema any more, and what was changed for that. */
export interface StandIn {
  /** With the defaults of the schema. */
  readonly value: Json;
  /** Where a value was exchanged, added or taken away: what is found there is no fault of the user. */
  readonly changed: readonly Path[];
}

/** Exchanging a value may bring out the next fault, as a map in the place of a text. */
const ROUNDS = 6;

/**
 * A homelab like the user's, with a sound value in the place of each that offends the schema: misspelt keys are taken
 * for those that they are near to, other values for the schema's default or example. The stages that want a sound
 * homelab can look at what is beside the faults. Undefined where so much is wrong that nothing is left to look at.
 */
export function standIn(value: Json, schema: JsonObject, validator: Validator): StandIn | undefined {
  if (!isObject(value)) return undefined;
  const root = copyOf(value);
  const changed: Path[] = [];
  let isChosen = false;
  const resolve = (node: JsonObject): JsonObject => {
    const target = typeof node.$ref === "string" ? getAt(schema, node.$ref.slice(2).split("/")) : undefined;
    return isObject(target) ? target : node;
  };
  for (let round = 0; round < ROUNDS; round++) {
    const { faults, resolved } = validator.validate(root);
    if (faults.length === 0 && isChosen) return { value: resolved, changed };
    for (const fault of faults) changed.push(...mend(root, fault, resolve));
    if (faults.length > 0) continue;
    isChosen = true;
    for (const { path, value: map, annotation, schema: node } of annotated(root, schema, "x-k8sgen-choice"))
      if (isObject(map) && isArray(annotation) && choose(map, annotation.map(String), node, resolve))
        changed.push(path);
  }
  return undefined;
}

type Resolve = (schema: JsonObject) => JsonObject;

function mend(root: Json, fault: SchemaFault, resolve: Resolve): readonly Path[] {
  if (fault.propertyName !== undefined) return [];
  const path = toPath(fault.instancePath, root);
  const schema = (fault.parentSchema ?? {}) as JsonObject;
  const { params } = fault;
  const map = getAt(root, path);
  switch (fault.keyword) {
    case "additionalProperties":
      return isObject(map) ? misspelt(map, String(params.additionalProperty), schema, path) : [];
    case "propertyNames":
      if (isObject(map)) delete (map as { [key: string]: Json })[String(params.propertyName)];
      return [[...path, String(params.propertyName)]];
    case "required": {
      const name = String(params.missingProperty);
      // The key may have come back by its right name.
      if (!isObject(map) || Object.hasOwn(map, name)) return [];
      const property = isObject(schema.properties) ? schema.properties[name] : undefined;
      (map as { [key: string]: Json })[name] = isObject(property) ? example(property, resolve) : null;
      return [[...path, name]];
    }
    case "maxProperties": {
      if (!isObject(map)) return [];
      for (const key of Object.keys(map).slice(Number(params.limit)))
        delete (map as { [key: string]: Json })[key];
      return [path];
    }
    default:
      put(root, path, example(schema, resolve));
      return [path];
  }
}

/** Makes the one choice that is wanted, where none or several were made. */
function choose(
  map: JsonObject,
  choices: readonly string[],
  { properties }: JsonObject,
  resolve: Resolve,
): boolean {
  const made = choices.filter((key) => Object.hasOwn(map, key));
  const [first = ""] = choices;
  const property = isObject(properties) ? properties[first] : undefined;
  if (made.length === 0 && isObject(property))
    (map as { [key: string]: Json })[first] = example(property, resolve);
  for (const key of made.slice(1)) delete (map as { [key: string]: Json })[key];
  return made.length !== 1;
}

function misspelt(map: JsonObject, key: string, schema: JsonObject, path: Path): readonly Path[] {
  const known = Object.keys(isObject(schema.properties) ? schema.properties : {});
  const near = nearest(key, known);
  const target = map as { [key: string]: Json };
  const value = target[key];
  delete target[key];
  if (near !== undefined && value !== undefined && !Object.hasOwn(map, near)) target[near] = value;
  return near === undefined
    ? [[...path, key]]
    : [
        [...path, key],
        [...path, near],
      ];
}

function put(root: Json, path: Path, value: Json): void {
  const parent = getAt(root, path.slice(0, -1));
  const step = path.at(-1);
  if (step !== undefined && (isObject(parent) || isArray(parent)))
    (parent as { [key: string | number]: Json })[step] = value;
}

/** A value that a schema takes: its default, an example, or the least that its type asks for. */
function example(unresolved: JsonObject, resolve: Resolve): Json {
  const schema = { ...resolve(unresolved), ...unresolved };
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return copyOf(schema.default);
  if (isArray(schema.examples) && schema.examples[0] !== undefined) return copyOf(schema.examples[0]);
  if (isArray(schema.enum)) return schema.enum[0] ?? null;
  const properties = isObject(schema.properties) ? schema.properties : {};
  switch (schema.type) {
    case "object": {
      const required = isArray(schema.required) ? schema.required.map(String) : [];
      const more = Object.keys(properties).filter((key) => !required.includes(key));
      const least = typeof schema.minProperties === "number" ? schema.minProperties : 0;
      const keys = [...required, ...more.slice(0, Math.max(0, least - required.length))];
      return Object.fromEntries(
        keys.map((key) => {
          const property = properties[key];
          return [key, isObject(property) ? example(property, resolve) : null];
        }),
      );
    }
    case "array":
      return isObject(schema.items) ? [example(schema.items, resolve)] : [];
    case "boolean":
      return false;
    case "integer":
    case "number":
      return typeof schema.minimum === "number" ? schema.minimum : 1;
    default:
      return "x";
  }
}
