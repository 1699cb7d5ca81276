import { getAt, isObject, type JsonObject } from "../values/json.ts";
import { formatPath } from "../values/path.ts";
import type { KeyStep } from "./key-path.ts";

/** A place of the schema, with the path at which a user writes it. */
export interface SchemaNode {
  /** `nodes[].address`, `apps.*.image`; empty for the whole file. */
  readonly path: string;
  readonly schema: JsonObject;
  readonly isRequired: boolean;
}

export const rootNode = (schema: JsonObject): SchemaNode => ({ path: "", schema, isRequired: true });

/** The named keys of a node, in the order of the schema. */
export function keysOf(
  node: SchemaNode,
  root: JsonObject,
): readonly (SchemaNode & { readonly name: string })[] {
  const { properties, required } = node.schema;
  if (!isObject(properties)) return [];
  return Object.entries(properties).flatMap(([name, schema]) =>
    isObject(schema)
      ? [
          {
            name,
            path: below(node.path, formatPath([name])),
            schema: resolved(schema, root),
            isRequired: Array.isArray(required) && required.includes(name),
          },
        ]
      : [],
  );
}

/** What every item of a list, or every value of a map with free keys, is like; undefined where neither is meant. */
export function itemOf({ path, schema }: SchemaNode, root: JsonObject): SchemaNode | undefined {
  const { items, additionalProperties } = schema;
  if (isObject(items)) return { path: `${path}[]`, schema: resolved(items, root), isRequired: false };
  return isObject(additionalProperties)
    ? { path: below(path, "*"), schema: resolved(additionalProperties, root), isRequired: false }
    : undefined;
}

/** A step down. A list is stepped through without being named: `nodes.address` is `nodes[].address`. */
export function stepInto(node: SchemaNode, step: KeyStep, root: JsonObject): SchemaNode | undefined {
  const item = itemOf(node, root);
  if ("any" in step) return item;
  const found = keysOf(node, root).find(({ name }) => name === step.key);
  if (found !== undefined) return found;
  if (item === undefined) return undefined;
  if (!isObject(node.schema.items)) return item;
  return /^\d+$/.test(step.key) ? item : stepInto(item, step, root);
}

const below = (path: string, step: string): string =>
  path === "" || step.startsWith("[") ? `${path}${step}` : `${path}.${step}`;

function resolved(schema: JsonObject, root: JsonObject): JsonObject {
  if (typeof schema.$ref !== "string") return schema;
  const target = getAt(root, ["$defs", schema.$ref.replace("#/$defs/", "")]);
  return isObject(target) ? { ...target, ...schema } : schema;
}
