import { describe, expect, it } from "vitest";
import { HOMELAB } from "../load/texts.ts";
import { compileFiles, located } from "../support/compile.ts";

const MANIFEST =
  "apiVersion: k8sgen.dev/v1\nkind: Blueprint\nmetadata: {name: one, title: one, description: one}\nslots: [{path: extensions.one}]\n";

const closed = (properties: object, rest: object = {}) => ({
  title: "X",
  description: "x",
  type: "object",
  additionalProperties: false,
  properties,
  ...rest,
});

/** Compiles a homelab with a blueprint whose schema.json this is. */
const withSchema = (schema: object | string, value = "{a: {a: {}}}") =>
  compileFiles({
    "homelab.yaml": `${HOMELAB}extensions: {one: ${value}}\n`,
    "blueprints/extensions/one/blueprint.yaml": MANIFEST,
    "blueprints/extensions/one/schema.json": typeof schema === "string" ? schema : JSON.stringify(schema),
  });

/** 2^30 subschemas in 30 definitions. */
const doubling = Object.fromEntries(
  Array.from({ length: 30 }, (_, level) => [
    `d${level}`,
    level === 29
      ? { type: "object" }
      : { allOf: [{ $ref: `#/$defs/d${level + 1}` }, { $ref: `#/$defs/d${level + 1}` }] },
  ]),
);

const deep = `${'{"items":'.repeat(20_000)}{}${"}".repeat(20_000)}`;

const REFUSED: readonly (readonly [title: string, schema: () => object | string])[] = [
  ["references that double at each step", () => closed({ a: { $ref: "#/$defs/d0" } }, { $defs: doubling })],
  [
    "a definition that asks itself twice",
    () => ({
      ...closed({ a: { $ref: "#/$defs/d" } }),
      $defs: {
        d: { type: "object", properties: { a: { anyOf: [{ $ref: "#/$defs/d" }, { $ref: "#/$defs/d" }] } } },
      },
    }),
  ],
  ["a schema that is nested without end", () => JSON.stringify(closed({ a: 0 })).replace(":0", `:${deep}`)],
];

describe("schemas of strangers that would take too long", () => {
  it.each(REFUSED)("%s are refused at once", (_, schema) => {
    expect(located(withSchema(schema()))).toEqual(["E_BLUEPRINT_SCHEMA 1:1"]);
  });

  it("a definition that refers to itself is fine", () => {
    const tree = {
      ...closed({ a: { $ref: "#/$defs/d" } }),
      $defs: { d: closed({ a: { $ref: "#/$defs/d" } }) },
    };
    expect(located(withSchema(tree))).toEqual([]);
  });
});

describe("files in manifests/", () => {
  const withFile = (name: string) =>
    compileFiles({
      "homelab.yaml": HOMELAB,
      "blueprints/extensions/one/blueprint.yaml": MANIFEST,
      "blueprints/extensions/one/schema.json": JSON.stringify(closed({})),
      [`blueprints/extensions/one/manifests/${name}`]: "apiVersion: v1\n",
    });

  it.each(["a.yml", "a.json", "a.yml.hbs", "a.txt", "a"])("%s would be left out, and is refused", (name) => {
    const { diagnostics } = withFile(name);
    expect(located({ diagnostics })).toEqual(["E_BLUEPRINT_FILE 1:1"]);
    expect(diagnostics[0]?.location?.file).toBe(`blueprints/extensions/one/manifests/${name}`);
    expect(diagnostics[0]?.hint).toMatch(/rename|files\//);
  });

  it.each(["README.md", ".gitignore"])("%s is for people", (name) => {
    expect(located(withFile(name))).toEqual([]);
  });
});
