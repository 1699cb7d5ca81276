import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createValidator, schemaProblem } from "../../src/schema/validator.ts";
import type { JsonObject } from "../../src/values/json.ts";
import { ROOT } from "../support/root.ts";

const read = (name: string): JsonObject => JSON.parse(readFileSync(join(ROOT, "schemas", name), "utf8"));
const composed = read("values.schema.json");

interface Node {
  readonly path: string;
  readonly schema: Record<string, unknown>;
}

/** Every property of a schema, with the key path at which a user writes it. */
function properties(schema: Record<string, unknown>, path = ""): Node[] {
  const target =
    typeof schema.$ref === "string"
      ? (composed.$defs as Record<string, Record<string, unknown>>)[schema.$ref.replace("#/$defs/", "")]
      : schema;
  const own = Object.entries((target?.properties ?? {}) as Record<string, Record<string, unknown>>);
  const items = target?.items as Record<string, unknown> | undefined;
  const values = target?.additionalProperties;
  return [
    ...own.flatMap(([key, child]) => [
      { path: `${path}.${key}`, schema: child },
      ...properties(child, `${path}.${key}`),
    ]),
    ...(items === undefined ? [] : properties(items, `${path}[]`)),
    ...(typeof values === "object" ? properties(values as Record<string, unknown>, `${path}.*`) : []),
  ];
}

const all = properties(composed);

/** Every map of a schema, wherever it stands. */
const nodes = (value: unknown): Record<string, unknown>[] =>
  typeof value !== "object" || value === null
    ? []
    : [
        ...(Array.isArray(value) ? [] : [value as Record<string, unknown>]),
        ...Object.values(value).flatMap(nodes),
      ];

describe("the composed schema teaches", () => {
  it("holds everything that blueprints add", () => expect(all.length).toBeGreaterThan(150));

  it.each(all.map(({ path, schema }) => [path, schema] as const))(
    "%s has a description, and an example where its form is not plain",
    (_, schema) => {
      expect(schema.description ?? schema.$ref).toBeTypeOf("string");
      if (schema.pattern !== undefined || schema.format !== undefined)
        expect(schema.examples ?? schema.default).toBeDefined();
    },
  );

  it.each(
    all.filter(({ schema }) => schema.type === "object").map(({ path, schema }) => [path, schema] as const),
  )("%s is closed, and has a title", (_, schema) => {
    expect(schema.title).toBeTypeOf("string");
    const isFree = schema.properties === undefined;
    expect(isFree || schema.additionalProperties === false).toBe(true);
  });

  const enums = all.filter(({ schema }) => Array.isArray(schema.enum) && schema.enum.length > 1);
  it.each(enums.map(({ path, schema }) => [path, schema] as const))(
    "%s has a text for each value",
    (_, schema) => {
      expect(schema.enumDescriptions).toHaveLength((schema.enum as unknown[]).length);
      for (const text of schema.enumDescriptions as unknown[]) expect(text).toMatch(/[.)]$/);
    },
  );

  const snippets = nodes(composed).flatMap((schema) =>
    ((schema.defaultSnippets ?? []) as { label: string; body: JsonObject }[]).map(({ label, body }) => ({
      label,
      body,
      schema,
    })),
  );
  it.each(snippets)("the snippet `$label` holds to its schema", ({ body, schema }) => {
    const filled = JSON.parse(
      JSON.stringify(body).replace(/"\$\{\d+:([^}]*)\}"/g, (_, text) =>
        /^\d+$/.test(text) ? text : `"${text}"`,
      ),
    );
    const { validate } = createValidator({ ...schema, $defs: composed.$defs ?? {} } as JsonObject);
    expect(validate(filled).faults).toEqual([]);
  });

  it("has snippets", () => expect(snippets.length).toBeGreaterThan(3));

  it("examples and defaults hold to their own schemas", () => {
    for (const { path, schema } of all) {
      const { default: _default, examples: _examples, ...rest } = schema;
      const { validate } = createValidator({ ...rest, $defs: composed.$defs ?? {} } as JsonObject);
      const texts = [
        ...((schema.examples ?? []) as JsonObject[]),
        ...(schema.default === undefined ? [] : [schema.default as JsonObject]),
      ];
      for (const text of texts)
        expect(validate(text).faults.map(({ message }) => `${path}: ${message}`)).toEqual([]);
    }
  });
});

describe("the project's own schemas", () => {
  it.each(["values.schema.json", "homelab.schema.json", "blueprint.schema.json"])(
    "%s is a schema, and needs no other file",
    (name) => {
      const schema = read(name);
      expect(schemaProblem(schema)).toBeUndefined();
      expect(JSON.stringify(schema)).not.toMatch(/"\$ref":"(?!#)/);
    },
  );
});
