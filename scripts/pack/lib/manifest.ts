import { stringify } from "yaml";
import { isObject, type Json, type JsonObject } from "./json.ts";
import { withKeywords } from "./schema.ts";

/**
 * A CustomResourceDefinition to install: without descriptions, status and null fields, all else as it was, the CEL rules
 * and their messages included. Other objects are returned as they are.
 */
export function installable(object: JsonObject): JsonObject {
  if (object.kind !== "CustomResourceDefinition" || !isObject(object.spec)) return object;
  const { status: _, ...rest } = object;
  const versions = Array.isArray(object.spec.versions) ? object.spec.versions : [];
  return withoutNulls({ ...rest, spec: { ...object.spec, versions: versions.map(version) } });
}

/**
 * YAML with one document for each object, no line folded: a reader may compare it line by line. Strings are quoted where
 * YAML 1.1, which Kubernetes reads, would take them for something else (`1970-01-01T00:00:00Z`, `on`).
 */
export function manifest(comment: string, objects: readonly JsonObject[]): string {
  const lines = comment.split("\n").map((line) => `# ${line}\n`);
  return (
    lines.join("") +
    objects.map((object) => `---\n${stringify(object, { lineWidth: 0, version: "1.1" })}`).join("")
  );
}

function version(value: Json): Json {
  if (!isObject(value)) return value;
  const { additionalPrinterColumns: columns, schema, ...rest } = value;
  const printed = Array.isArray(columns) ? { additionalPrinterColumns: columns.map(withoutDescription) } : {};
  if (!isObject(schema) || !isObject(schema.openAPIV3Schema)) return { ...rest, ...printed };
  const openAPIV3Schema = withKeywords(schema.openAPIV3Schema, (keyword) => keyword !== "description");
  return { ...rest, ...printed, schema: { openAPIV3Schema } };
}

function withoutDescription(column: Json): Json {
  if (!isObject(column)) return column;
  const { description: _, ...rest } = column;
  return rest;
}

const withoutNulls = (object: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(object)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, isObject(value) ? withoutNulls(value) : value]),
  );
