import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandJson, expandText } from "../../src/template/text.ts";
import { type TextFormat, wordOf } from "../../src/template/words.ts";
import type { Json } from "../../src/values/json.ts";
import { trackedConstant } from "../../src/values/tracked.ts";

const text = (template: string, context: Json, format: TextFormat = "networks") =>
  expandText({ file: "t.hbs", text: template }, trackedConstant(context), new Map(), format);

const FORMATS: readonly TextFormat[] = ["words", "networks"];

/** What means something in one of the formats: separators, quotes, comments, variables, and what ends a line. */
const HOSTILE = [
  "a b",
  "a\tb",
  "a\nb",
  "a\rb",
  "a\u0000b",
  "a\u0085b",
  "a\u2028b",
  "a;b",
  "a,b",
  "a#b",
  "a!b",
  'a"b',
  "a'b",
  "a`b",
  "a\\b",
  "a$b",
  "${a}",
  "$(a)",
  "a{b",
  "a}b",
  "a[b",
  "a(b",
  "a@b",
  "@a",
  "a=b",
  "a|b",
  "a&b",
  "a<b",
  "a*b",
  "~SEQ(a,1,2)",
  "-a",
  "--a",
  "a-",
  ".a",
  "",
  " a",
  "a ",
  "ä",
  "a".repeat(254),
];

describe("a value is one word of a file for the router", () => {
  it.each(FORMATS)("%s refuses what could be more", (format) => {
    for (const value of HOSTILE) {
      const { value: made, diagnostics } = text("bind {{value}}:80\nmode tcp\n", { value }, format);
      expect([value, made]).toEqual([value, undefined]);
      expect(diagnostics.map(({ code }) => code)).toEqual(["E_TEMPLATE_WORD"]);
    }
  });

  it.each(FORMATS)("%s takes addresses, names and numbers as they are", (format) => {
    for (const value of [
      "192.168.178.31",
      "fd00::1",
      "::1",
      "02:00:00:00:00:11",
      "pi1",
      "home.example.org",
      "eth1.20",
      0,
      6443,
    ])
      expect(wordOf(format, value)).toBe(String(value));
  });

  it.each(FORMATS)("%s: whatever is taken has neither white space nor marks in it", (format) => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme-ascii" })), (value) => {
        const word = wordOf(format, value);
        expect(word === undefined || /^[\w.:/-]+$/.test(word)).toBe(true);
        expect(word === undefined || word === value).toBe(true);
      }),
    );
  });

  it("networks are words where a slash separates nothing", () => {
    expect(wordOf("networks", "10.20.0.0/24")).toBe("10.20.0.0/24");
    expect(wordOf("words", "10.20.0.0/24")).toBeUndefined();
  });

  it.each<[name: string, value: Json]>([
    ["a list", ["a"]],
    ["a map", { a: 1 }],
    ["nothing", null],
    ["a truth value", true],
    ["a fraction", 1.5],
    ["a negative number", -1],
  ])("%s is none", (_, value) => {
    expect(text("x {{value}}", { value }).diagnostics.map(({ code }) => code)).toEqual(["E_TEMPLATE_WORD"]);
  });

  it("tells the line of the template", () => {
    expect(text("a\nb {{value}}\n", { value: "x y" }).diagnostics[0]?.location).toMatchObject({
      file: "t.hbs",
      line: 2,
      column: 3,
    });
  });
});

describe("the text that is left", () => {
  it("has no empty lines at its ends, and one at most between others", () => {
    expect(text("\n\n{{#if a}}\na\n{{/if}}\n\n\n\nb  \n\n", { a: true }).value).toBe("a\n\nb\n");
  });

  it("is empty where nothing is left", () => {
    expect(text("\n{{#if a}}\na\n{{/if}}\n", {}).value).toBe("");
  });
});

describe("Markdown shows values as code", () => {
  it.each([
    ["pi1", "`pi1`"],
    ["a`b|c\nd", "`a b c d`"],
    ["<script>[x](y)**z**", "`<script>[x](y)**z**`"],
  ])("%j", (value, shown) => {
    expect(text("{{value}}", { value }, "markdown").value).toBe(`${shown}\n`);
  });

  it("refuses what would be nothing", () => {
    expect(wordOf("markdown", " \n`")).toBeUndefined();
  });
});

describe("JSON is made of a tree", () => {
  const json = (template: string, context: Json) =>
    expandJson({ file: "t.hbs", text: template }, trackedConstant(context), new Map());

  it.each(HOSTILE)("%j stays one value", (value) => {
    const { value: made = "" } = json('a: {{value}}\nb: "x {{value}}"\n', { value });
    expect(JSON.parse(made)).toEqual({ a: value, b: `x ${value}` });
  });

  it("is one document", () => {
    expect(json("a: 1\n---\nb: 1\n", {}).diagnostics.map(({ code }) => code)).toEqual(["E_TEMPLATE_YAML"]);
  });

  it("is empty where the template is", () => {
    expect(json("{{#if a}}\na: 1\n{{/if}}\n", {}).value).toBe("");
  });
});
