import { describe, expect, it } from "vitest";
import { expandTemplate } from "../../src/template/expand.ts";
import type { Json } from "../../src/values/json.ts";
import { trackedConstant } from "../../src/values/tracked.ts";

const expand = (text: string, context: Json, files: Record<string, string> = {}) =>
  expandTemplate({ file: "t.hbs", text }, trackedConstant(context), new Map(Object.entries(files)));

/** A text inside of as many blocks or expressions. */
const nested = (count: number, open: string, inner: string, close: string): string =>
  open.repeat(count) + inner + close.repeat(count);
const withs = (count: number, param: string, inner: string): string =>
  nested(count, `{{#with ${param}}}`, inner, "{{/with}}");

const long = "x".repeat(1_000_000);
const many = [...Array(60_000).keys()];

describe("a template that would take the machine's time or memory is stopped, at its place", () => {
  it.each<[name: string, text: string, context?: Json]>([
    ["a text doubled 40 times", withs(40, "(concat this this)", "{{this}}")],
    ["a text of 256 MiB read 200 times", withs(25, "(concat this this)", "- {{sha256 this}}\n".repeat(200))],
    ["a text of 1 MB read 200 times", "- {{sha256 long}}\n".repeat(200)],
    ["a text of 1 MB written 10 times", '- "{{long}}"\n'.repeat(10)],
    ["expressions 6,000 deep", `{{length ${nested(6_000, "(list ", "1", ")")}}}`],
    ["expressions 150 deep", `{{length ${nested(150, "(list ", "1", ")")}}}`],
    ["blocks 6,000 deep", withs(6_000, "this", "x")],
    ["blocks 150 deep", withs(150, "this", "x")],
    ["6,000 alternatives", `{{#if a}}${"{{else if b}}".repeat(6_000)}{{/if}}`],
    ["openings hidden in comments", withs(6_000, "this", "").replaceAll("{{#", "{{!-- {{/with}} --}}{{#")],
    ["a list doubled 60 times, as JSON", withs(60, "(list this this)", "{{json this}}")],
    ["a list doubled 60 times, compared", withs(60, "(list this this)", "{{eq this 1}}")],
    ["a list doubled 60 times, written", withs(60, "(list this this)", "{{this}}")],
    ["a list around a list, 400 times", withs(8, nested(50, "(list ", "this", ")"), "{{json this}}")],
    ["a map doubled 60 times, as YAML", withs(60, "(dict a=this b=this)", "{{yaml this}}")],
    ["a text replaced by longer ones", '{{replace long "x" "0123456789"}}'],
    ["a text replaced by itself", '{{replace long "x" "$`"}}{{replace long "x" long}}'],
    ["a list joined by a long text", "{{join many long}}"],
    ["a long list as YAML", "{{#each many}}{{yaml @root.many}}{{/each}}"],
    ["a long list compared item by item", '{{#each many}}{{where @root.items "k" @root.long}}{{/each}}'],
    ["a long list sought in itself", "{{#each many}}{{contains @root.many @root.long}}{{/each}}"],
    ["empty loops inside of loops", "{{#each many}}{{#each @root.many}}{{/each}}{{/each}}"],
    ["a map merged with itself", `{{merge ${"map ".repeat(5_000)}}}`],
    ["a path of 100,000 steps", `{{${Array(100_000).fill("a").join(".")}}}`],
    ["100,000 steps up", `{{#each many}}{{${"../".repeat(100_000)}a}}{{/each}}`],
    ["50,000 names of a loop", `{{#each many as |${many.map((n) => `a${n}`).join(" ")}|}}x{{/each}}`],
    ["a fault in a loop", "{{#each many}}{{nope}}{{/each}}"],
    ["its own YAML 200 deep", `${"[".repeat(200)}${"]".repeat(200)}`],
  ])("%s", (_, text, context = "abcdefgh") => {
    const values =
      typeof context === "string" && !/long|many|map/.test(text)
        ? context
        : { long, many, items: many.map((k) => ({ k })), map: Object.fromEntries(many.map((n) => [n, n])) };
    const started = performance.now();
    const { diagnostics, value } = expand(text, values);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(value).toBeUndefined();
    expect(diagnostics.at(-1)?.code).toBe("E_TEMPLATE_BUDGET");
    expect(diagnostics.at(-1)?.location).toMatchObject({
      file: "t.hbs",
      line: expect.any(Number),
      column: expect.any(Number),
    });
  });

  it("lets through what is only large", () => {
    const alternatives = `{{#if no}}${"{{else if no}}".repeat(80)}{{else}}- 1\n{{/if}}`;
    expect(expand(alternatives.repeat(20), { no: false }).value?.[0]?.value).toHaveLength(20);
    expect(
      expand("a: {{length (split long '-')}}\nb: {{file 'f'}}\n", { long }, { f: long }).value?.[0]?.value,
    ).toEqual({
      a: 1,
      b: long,
    });
  });
});
