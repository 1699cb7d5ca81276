import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Document, stringify } from "yaml";
import { formatHomelab } from "../../src/edit/format.ts";
import { parseYaml } from "../../src/load/yaml.ts";
import type { Json } from "../../src/values/json.ts";
import { readText } from "../support/compile.ts";

const ORDER = ["apiVersion", "kind", "metadata", "nodes", "network", "storage", "apps"];

const formatted = (text: string): string => {
  const { value, diagnostics } = formatHomelab("homelab.yaml", text, ORDER);
  expect(diagnostics).toEqual([]);
  return value ?? "";
};

const meaning = (text: string): Json | undefined => parseYaml("t.yaml", text).value?.value;

describe("fmt", () => {
  it.each<readonly [title: string, from: string, to: string]>([
    [
      "sorts top-level keys, with their comments",
      "# of nodes\n\nnodes: []\n\n# of kind\nkind: Homelab # h\n",
      "# of nodes\n\n\n# of kind\nkind: Homelab # h\nnodes: []\n",
    ],
    ["keeps the order below", "metadata:\n  z: 1\n  a: 2\n", "metadata:\n  z: 1\n  a: 2\n"],
    ["puts unknown keys last", "other: 1\nkind: a\nmore: 2\n", "kind: a\nother: 1\nmore: 2\n"],
    [
      "indents by two",
      "network:\n      lan:\n          a: 1\nnodes:\n- a: 1\n",
      "nodes:\n  - a: 1\nnetwork:\n  lan:\n    a: 1\n",
    ],
    ["takes the padding out of braces", "nodes: [ { a: 1,  b:   2 } ]\n", "nodes: [{a: 1, b: 2}]\n"],
    [
      "prefers double quotes",
      "kind: 'a'\nmetadata: {a: 'say \"a\"', b: 'C:\\d', c: 'it''s'}\n",
      'kind: "a"\nmetadata: {a: \'say "a"\', b: \'C:\\d\', c: "it\'s"}\n',
    ],
    [
      "leaves what needs no quotes without, and the others with",
      'kind: "8080"\nmetadata: plain\n',
      'kind: "8080"\nmetadata: plain\n',
    ],
    [
      "keeps a comment behind its key",
      "nodes: # four\n  # the first\n  - a: 1 # one\n",
      "nodes: # four\n  # the first\n  - a: 1 # one\n",
    ],
    ["keeps numbers as they are written", "kind: 0x1f\nmetadata: 1.10\n", "kind: 0x1f\nmetadata: 1.10\n"],
    ["keeps long lines", `kind: ${"word ".repeat(40)}end\n`, `kind: ${"word ".repeat(40)}end\n`],
    [
      "keeps texts of several lines",
      "kind: |\n   a\n    b\nmetadata: >-\n   one\n   two\n",
      "kind: |\n  a\n   b\nmetadata: >-\n  one two\n",
    ],
    [
      "keeps anchors, aliases and merges",
      "nodes:\n  - &a { x: 1 }\n  - { <<: *a, y: 2 }\n  - *a\n",
      "nodes:\n  - &a {x: 1}\n  - {<<: *a, y: 2}\n  - *a\n",
    ],
    [
      "writes LF, and drops trailing blanks and a byte order mark",
      "\ufeffkind: a  \r\n# c \r\nmetadata: b\r\n",
      "kind: a\n# c\nmetadata: b\n",
    ],
    [
      "keeps the head of the file at its top",
      "# yaml-language-server: $schema=s.json\n# mine\nnodes: []\nkind: a\n",
      "# yaml-language-server: $schema=s.json\n# mine\nkind: a\nnodes: []\n",
    ],
    ["keeps one empty line of several", "kind: a\n\n\n\nmetadata: b\n", "kind: a\n\nmetadata: b\n"],
    ["leaves a file of comments alone", "# nothing yet\n", "# nothing yet\n"],
    ["leaves an empty file alone", "", ""],
  ])("%s", (_, from, to) => {
    expect(formatted(from)).toBe(to.replace("\n\n\n", "\n\n"));
    expect(formatted(formatted(from))).toBe(formatted(from));
  });

  it("does not bring an alias before its anchor", () => {
    const text = "nodes:\n  - &a { x: 1 }\nkind: *a\n";
    expect(formatted(text)).toBe("nodes:\n  - &a {x: 1}\nkind: *a\n");
  });

  it("does not let an alias find another anchor of the same name", () => {
    const text = "storage: &a 1\nnetwork: &a 2\nnodes: *a\napps: *a\nkind: x\n";
    expect(meaning(formatted(text))).toEqual(meaning(text));
  });

  it("changes nothing of the example", () => {
    const text = readText("examples/turing-pi/homelab.yaml");
    const keys = Object.keys(JSON.parse(readText("schemas/homelab.schema.json")).properties);
    const { value } = formatHomelab("homelab.yaml", text, keys);
    expect(meaning(value ?? "")).toEqual(meaning(text));
    expect(value?.split("\n").sort()).toEqual(text.split("\n").sort());
  });

  it("tells what is wrong with a file that is no YAML", () => {
    const { value, diagnostics } = formatHomelab("homelab.yaml", "kind: [\n", ORDER);
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toContain("E_YAML_SYNTAX");
  });
});

/** Words that YAML could take for something else, and such that hold its marks. */
const word = fc.oneof(
  fc.constantFrom(
    "yes",
    "null",
    "~",
    "1e3",
    "0x1F",
    "012",
    "- a",
    "a: b",
    "a #b",
    "# c",
    "*x",
    "&y",
    "",
    " ",
    "it's",
    'a"b',
    "a\\b",
    "a\nb",
    "a\n\nb\n",
    "\n",
    "é☃",
    "<<",
    "[",
    "{",
    "%",
    "@",
    "|",
    ">",
  ),
  fc.string({ maxLength: 12 }),
  fc.lorem({ maxCount: 30 }),
);
const key = fc.oneof(fc.constantFrom(...ORDER, "x"), fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,8}$/));
const { value: tree } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    word,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4 }) as fc.Arbitrary<Json>,
  ),
}));
const homelab = fc.dictionary(key, tree, { maxKeys: 6 });

const styled = fc.record({
  lineWidth: fc.constantFrom(0, 20, 80),
  indent: fc.constantFrom(1, 2, 4, 7),
  indentSeq: fc.boolean(),
  collectionStyle: fc.constantFrom("any" as const, "block" as const, "flow" as const),
  defaultStringType: fc.constantFrom(
    "PLAIN" as const,
    "QUOTE_SINGLE" as const,
    "QUOTE_DOUBLE" as const,
    "BLOCK_FOLDED" as const,
    "BLOCK_LITERAL" as const,
  ),
  defaultKeyType: fc.constantFrom("PLAIN" as const, "QUOTE_DOUBLE" as const, "QUOTE_SINGLE" as const),
});

describe("whatever the file holds, fmt", () => {
  it("keeps the meaning, and has nothing to do the second time", () =>
    fc.assert(
      fc.property(homelab, styled, (value, style) => {
        const text = stringify(value, style);
        // Not every style of the printer can be read again, as an empty list in block style.
        fc.pre(meaning(text) !== undefined);
        const once = formatted(text);
        expect(meaning(once)).toEqual(meaning(text));
        expect(formatted(once)).toBe(once);
      }),
      { numRuns: 150 },
    ));

  it("keeps every comment, anchor and alias", () =>
    fc.assert(
      fc.property(
        homelab,
        fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { maxLength: 4 }),
        styled,
        (value, words, style) => {
          const document = new Document(value);
          for (const [index, item] of (
            (
              document.contents as {
                items?: { key: { commentBefore?: string }; value?: { comment?: string } | null }[];
              } | null
            )?.items ?? []
          ).entries()) {
            const comment = words[index];
            if (comment !== undefined) item.key.commentBefore = ` before-${comment}`;
            if (comment !== undefined && item.value != null) item.value.comment = ` behind-${comment}`;
          }
          const text = document.toString(style);
          fc.pre(meaning(text) !== undefined);
          const once = formatted(text);
          const comments = (of: string) => (of.match(/# (before|behind)-[a-z]+/g) ?? []).sort();
          expect(comments(once)).toEqual(comments(text));
          expect(formatted(once)).toBe(once);
        },
      ),
      { numRuns: 80 },
    ));
});
