import { describe, expect, it } from "vitest";
import { partialValuesSchema } from "../../src/schema/chart-values.ts";
import { isSchemaDocument, schemaDocument } from "../../src/schema/document.ts";
import type { JsonObject } from "../../src/values/json.ts";

const CHART: JsonObject = {
  $schema: "http://json-schema.org/draft-07/schema#",
  $id: "https://charts.test/x.json",
  type: "object",
  required: ["image"],
  properties: {
    image: { $ref: "#/definitions/image" },
    // A value may be called like a keyword.
    required: { type: "string", minLength: 1 },
    not: { type: "boolean" },
    remote: { $ref: "https://charts.test/other.json", title: "Remote" },
    pull: { oneOf: [{ required: ["a"], type: "object" }, { type: "string" }] },
  },
  not: { required: ["x"] },
  if: { required: ["y"] },
  definitions: {
    image: {
      type: "object",
      additionalProperties: false,
      properties: { tag: { type: "string" } },
      required: ["tag"],
    },
  },
};
const COMPOSED: JsonObject = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "https://k8sgen.dev/own",
  title: "Homelab",
  properties: {
    one: { description: "One.", default: 5, type: "integer" },
    none: { description: "None.", default: {}, type: "object" },
    default: { description: "A key that is called like a keyword." },
    choice: { properties: {}, maxProperties: 1 },
    web: { properties: { values: { type: "object", "x-k8sgen-chart": "web-1.0.0" } } },
    db: { properties: { values: { type: "object", "x-k8sgen-chart": "db-2.0.0" } } },
  },
  $defs: { "web-a": { description: "A.", default: "b" } },
};

describe("the schema of a chart's values, for a part of them", () => {
  const schema = partialValuesSchema(CHART, "web-1.0.0");

  it("has references of its own, and asks for nothing that the blueprint may bring", () =>
    expect(schema).toEqual({
      type: "object",
      properties: {
        image: { $ref: "#/$defs/chart:web-1.0.0/definitions/image" },
        required: { type: "string", minLength: 1 },
        not: { type: "boolean" },
        remote: { title: "Remote" },
        pull: { anyOf: [{ type: "object" }, { type: "string" }] },
      },
      definitions: {
        image: { type: "object", additionalProperties: false, properties: { tag: { type: "string" } } },
      },
    }));

  it("leads to no other place", () => expect(JSON.stringify(schema)).not.toMatch(/"\$ref":"(?!#)/));
});

describe("the file for editors", () => {
  const charts = new Map([["web-1.0.0", partialValuesSchema(CHART, "web-1.0.0")]]);
  const read = (text: string) => JSON.parse(text);

  it("tells defaults, and has no id of another file", () => {
    const document = read(schemaDocument(COMPOSED));
    expect(document.$id).toBeUndefined();
    expect(document.properties.one.markdownDescription).toBe("One.\n\nDefault: `5`");
    expect(document.properties.none.markdownDescription).toBeUndefined();
    expect(document.properties.default).toEqual({ description: "A key that is called like a keyword." });
    expect(document.properties.choice).toEqual({ properties: {}, allOf: [{ maxProperties: 1 }] });
    expect(document.$defs["web-a"].markdownDescription).toBe('A.\n\nDefault: `"b"`');
  });

  it("links values to the schema of their chart where it is at hand", () => {
    const document = read(schemaDocument(COMPOSED, charts));
    expect(document.properties.web.properties.values.$ref).toBe("#/$defs/chart:web-1.0.0");
    expect(document.properties.db.properties.values.$ref).toBeUndefined();
    expect(document.$defs["chart:web-1.0.0"]).toEqual(charts.get("web-1.0.0"));
  });

  it("is known again, whichever charts were at hand", () => {
    expect(isSchemaDocument(schemaDocument(COMPOSED), COMPOSED)).toBe(true);
    expect(isSchemaDocument(schemaDocument(COMPOSED, charts), COMPOSED)).toBe(true);
    expect(isSchemaDocument(schemaDocument(COMPOSED, new Map(), "https://k8sgen.dev/x"), COMPOSED)).toBe(
      true,
    );
    const { $defs: _definitions, ...bare } = COMPOSED;
    expect(isSchemaDocument(schemaDocument(bare, charts), bare)).toBe(true);
  });

  it.each(["", "{", "[]", '{"title": "Homelab"}', schemaDocument({ ...COMPOSED, title: "Other" })])(
    "is not taken for another one",
    (text) => expect(isSchemaDocument(text, COMPOSED)).toBe(false),
  );
});
