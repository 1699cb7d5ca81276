import fc from "fast-check";
import Handlebars from "handlebars";
import { describe, expect, it } from "vitest";
import { expandTemplate } from "../../src/template/expand.ts";
import type { Json } from "../../src/values/json.ts";
import { trackedConstant } from "../../src/values/tracked.ts";

const expand = (text: string, context: Json, files: Record<string, string> = {}) =>
  expandTemplate({ file: "t.hbs", text }, trackedConstant(context), new Map(Object.entries(files)));

const one = (text: string, context: Json, files?: Record<string, string>): Json => {
  const { value, diagnostics } = expand(text, context, files);
  expect(diagnostics).toEqual([]);
  expect(value).toHaveLength(1);
  return value?.[0]?.value ?? null;
};

const codes = (text: string, context: Json) =>
  expand(text, context).diagnostics.map(
    ({ code, location }) => `${code} ${location?.line}:${location?.column}`,
  );

describe("values keep their type and never become structure", () => {
  it("puts scalars, lists and maps where they stand", () => {
    const context = { n: 3, b: false, s: "x", l: [1, { a: null }], m: { k: "v" } };
    expect(
      one(
        "n: {{n}}\nb: {{b}}\nq: '{{n}}'\nt: a-{{n}}-{{s}}\nl: {{l}}\nf: {m: {{m}}, n: [{{n}}, {{s}}]}\n",
        context,
      ),
    ).toEqual({
      n: 3,
      b: false,
      q: "3",
      t: "a-3-x",
      l: [1, { a: null }],
      f: { m: { k: "v" }, n: [3, "x"] },
    });
  });

  it("merges a map with <<, below what is written out", () => {
    expect(one("<<: {{m}}\na: 1\n", { m: { a: 0, b: 2 } })).toEqual({ a: 1, b: 2 });
  });

  it("carries any string unharmed, in every position", () => {
    const nasty = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom(
        '"',
        "'",
        "a: b",
        "- x",
        "{{y}}",
        "${Z}",
        "!!binary x",
        "__proto__",
        "#",
        "\n---\nkind: Evil",
        "k8sgen0T0E",
        "|",
        "&a *a",
        "\t",
      ),
    );
    fc.assert(
      fc.property(nasty, nasty, (a, b) => {
        const template =
          'plain: {{a}}\nquoted: "{{a}}"\nmixed: x{{a}}y{{b}}\nflow: {k: [{{a}}, "{{b}}"]}\nblock: |\n  1 {{a}}\n  2\nlist:\n  - {{b}}\n';
        expect(one(template, { a, b })).toEqual({
          plain: a,
          quoted: a,
          mixed: `x${a}y${b}`,
          flow: { k: [a, b] },
          block: `1 ${a}\n2\n`,
          list: [b],
        });
      }),
    );
  });

  it("keeps a value out of keys unless it is a plain word, and refuses __proto__ there", () => {
    expect(one("{{k}}: 1\n", { k: "a: b" })).toEqual({ "a: b": 1 });
    expect(codes("{{k}}: 1\n", { k: "__proto__" })).toEqual(["E_TEMPLATE_VALUE 1:1"]);
    expect(codes("a: 1\n{{k}}: 2\n", { k: "a" })).toEqual(["E_TEMPLATE_VALUE 2:1"]);
  });

  it("reads own properties only", () => {
    for (const path of [
      "constructor",
      "__proto__",
      "a.constructor.name",
      "a.__proto__.x",
      "toString",
      "l.length",
    ]) {
      expect(codes(`x: {{${path}}}\n`, { a: {}, l: [1] })).toEqual(["E_TEMPLATE_UNDEFINED 1:4"]);
    }
  });

  it("has no way to files but the blueprint's own", () => {
    expect(one('x: {{file "d.json"}}\n', {}, { "d.json": "{{ $v }}" })).toEqual({ x: "{{ $v }}" });
    for (const path of ["../d.json", "/etc/passwd", "d.json/../d.json"])
      expect(codes(`x: {{file "${path}"}}\n`, {})).toEqual(["E_TEMPLATE_ARGUMENT 1:4"]);
  });
});

describe("faults", () => {
  it.each([
    ["a: {{#if x}}\n", "E_TEMPLATE_SYNTAX"],
    ["a: {{> partial}}\n", "E_TEMPLATE_HELPER"],
    ["{{#* inline 'x'}}{{/inline}}\n", "E_TEMPLATE_HELPER"],
    ["a: {{nope 1}}\n", "E_TEMPLATE_HELPER"],
    ["{{#nope 1}}{{/nope}}\n", "E_TEMPLATE_HELPER"],
    ["a: {{missing}}\n", "E_TEMPLATE_UNDEFINED"],
    ["a: x{{m}}\n", "E_TEMPLATE_VALUE"],
    ["{{m}}: 1\n", "E_TEMPLATE_VALUE"],
    ["a: x{{nothing}}\n", "E_TEMPLATE_VALUE"],
    ["<<: {{n}}\n", "E_TEMPLATE_VALUE"],
    ["a: &x 1\nb: *x\n", "E_TEMPLATE_VALUE"],
    ["a: {{add 1 'x'}}\n", "E_TEMPLATE_ARGUMENT"],
    ["a: {{div 1 0}}\n", "E_TEMPLATE_ARGUMENT"],
    ["a: b: {{n}}\n", "E_TEMPLATE_YAML"],
    ["a: [{{n}}\n", "E_TEMPLATE_YAML"],
    ["a: !custom {{n}}\n", "E_TEMPLATE_YAML"],
  ])("%j is %s", (text, code) => {
    const { diagnostics, value } = expand(text, { m: { k: 1 }, n: 1, nothing: null });
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
    expect(diagnostics[0]?.location?.file).toBe("t.hbs");
    expect(value).toBeUndefined();
  });

  it("reports every fault of a template, each at its place", () => {
    expect(codes("a: {{x}}\n{{#each l}}\n  b{{@index}}: {{y}}\n{{/each}}\nc: {{z 1}}\n", { l: [1] })).toEqual(
      ["E_TEMPLATE_UNDEFINED 1:4", "E_TEMPLATE_UNDEFINED 3:16", "E_TEMPLATE_HELPER 5:6"],
    );
  });

  it("stops a template that would not end", () => {
    const each = "{{#each @root.l}}".repeat(7);
    const started = performance.now();
    expect(
      expand(`${each}x${"{{/each}}".repeat(7)}`, { l: [...Array(20).keys()] }).diagnostics.map(
        ({ code }) => code,
      ),
    ).toEqual(["E_TEMPLATE_BUDGET"]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it("points into the template where its own text is not YAML", () => {
    expect(codes("a: 1\n{{#if yes}}\nb: [1\n{{/if}}\nc: 2\n", { yes: true })[0]).toMatch(
      /^E_TEMPLATE_YAML [35]:/,
    );
  });
});

describe("origins", () => {
  const context = trackedConstant({ user: { port: 80, map: { deep: [1] } } });
  const user = {
    value: context.value,
    originOf: (path: readonly (string | number)[]) => ({
      value: { path: path.join("."), location: { file: "homelab.yaml", line: path.length, column: 1 } },
    }),
  };
  const [object] =
    expandTemplate(
      { file: "t.hbs", text: "a: literal\nb:\n  c: {{user.port}}\n  d: {{user.map}}\n" },
      user,
      new Map(),
    ).value ?? [];

  it("knows the values line and the template line of a node", () => {
    expect(object?.originOf(["b", "c"])).toMatchObject({
      value: { path: "user.port" },
      template: { file: "t.hbs", line: 3, column: 6 },
    });
    expect(object?.originOf(["b", "d", "deep", 0])).toMatchObject({
      value: { path: "user.map.deep.0" },
      template: { line: 4, column: 6 },
    });
    expect(object?.originOf(["a"])).toEqual({ template: { file: "t.hbs", line: 1, column: 4 } });
  });
});

describe("the subset that Handlebars' own runtime can do gives the same text", () => {
  const templates = [
    "{{a}} {{m.k}} {{l.[1]}} {{this.a}}",
    "{{#if a}}yes{{else}}no{{/if}} {{#if none}}yes{{else if a}}elif{{else}}no{{/if}}",
    "{{#unless none}}u{{/unless}}",
    "{{#each l}}{{@index}}={{this}}{{#unless @last}},{{/unless}}{{else}}empty{{/each}}",
    "{{#each m}}{{@key}}={{this}};{{/each}}",
    "{{#each l as |item i|}}{{i}}:{{item}}:{{../a}} {{/each}}",
    "{{#with m}}{{k}}{{../a}}{{else}}-{{/with}}",
    "x\n  {{#if a}}\n  y\n  {{/if}}\nz {{~a~}} w",
    "{{! comment }}{{!-- another --}}a\\{{b}}",
    "{{#each none}}x{{else}}empty{{/each}} {{@root.a}}",
  ];
  const context = { a: "A", m: { k: "K", z: "Z" }, l: ["p", "q"], none: [] };
  it.each(templates)("%j", (template) => {
    const native = Handlebars.compile(template, { noEscape: true })(context);
    const indented = template.replaceAll("\n", "\n  ");
    const ours = one(`t: |2-\n  ${indented}`, context) as { t: string };
    expect(ours.t.trimEnd()).toBe(
      Handlebars.compile(indented, { noEscape: true })(context).replaceAll("\n  ", "\n").trimEnd(),
    );
    expect(native.length).toBeGreaterThan(0);
  });
});
