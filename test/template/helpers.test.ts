import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandTemplate } from "../../src/template/expand.ts";
import { contains, networksOf, parseCidr } from "../../src/values/address.ts";
import type { Json } from "../../src/values/json.ts";
import { trackedConstant } from "../../src/values/tracked.ts";

const expand = (text: string, context: Json = {}) =>
  expandTemplate({ file: "t.hbs", text }, trackedConstant(context), new Map());
const codes = (text: string, context: Json = {}) =>
  expand(text, context).diagnostics.map(
    ({ code, location }) => `${code} ${location?.file}:${location?.line}:${location?.column}`,
  );
const value = (text: string, context: Json = {}) => expand(text, context).value?.[0]?.value;

describe("numbers are numbers", () => {
  const large = "9".repeat(200);
  const endless = "9".repeat(400);
  it.each([
    [`a: {{mul ${large} ${large}}}`, "E_TEMPLATE_ARGUMENT t.hbs:1:4"],
    [`a: "{{json (mul ${large} ${large})}}"`, "E_TEMPLATE_ARGUMENT t.hbs:1:12"],
    [`a: {{add ${large}${"0".repeat(108)} ${large}${"0".repeat(108)}}}`, "E_TEMPLATE_ARGUMENT t.hbs:1:4"],
    [`a: {{div ${large}${"0".repeat(108)} 0.1}}`, "E_TEMPLATE_ARGUMENT t.hbs:1:4"],
    ['a: {{bytes "9e999"}}', "E_TEMPLATE_ARGUMENT t.hbs:1:4"],
    ["a: {{quantity (sub 0 5)}}", "E_TEMPLATE_ARGUMENT t.hbs:1:4"],
    [`a: {{${endless}}}`, "E_TEMPLATE_VALUE t.hbs:1:6"],
    [`a: {{list ${endless}}}`, "E_TEMPLATE_VALUE t.hbs:1:11"],
    ["a: 1\nb: .nan\n", "E_TEMPLATE_VALUE t.hbs:2:4"],
    ["a: 1\nb: [-.inf]\n", "E_TEMPLATE_VALUE t.hbs:2:5"],
    ["a: 1e999\n", "E_TEMPLATE_VALUE t.hbs:1:4"],
  ])("%s", (text, code) => expect(codes(text)[0]).toBe(code));

  it("of an ordinary size pass", () => {
    expect(
      value(
        "a: {{mul 3 4}}\nb: {{quantity 0}}\nc: {{quantity (bytes '8Gi')}}\nd: {{min 3 1 2}}\ne: {{max 3 1 2}}\nf: {{add 1 2 3}}\ng: {{bytes '1.5k'}}\n",
      ),
    ).toEqual({ a: 12, b: "0Mi", c: "8Gi", d: 1, e: 3, f: 6, g: 1500 });
  });

  it("a long text that is no quantity is told apart at once", () => {
    const started = performance.now();
    expect(codes("a: {{bytes long}}", { long: `${"1".repeat(1_000_000)}x` })).toEqual([
      "E_TEMPLATE_ARGUMENT t.hbs:1:4",
    ]);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("maps", () => {
  it("give their values in the order of their keys' writing", () => {
    expect(
      value('a: {{values m}}\nb: {{length (where (values m) "x" 1)}}\nc: {{values none}}\n', {
        m: { two: { x: 2 }, one: { x: 1 } },
        none: {},
      }),
    ).toEqual({ a: [{ x: 2 }, { x: 1 }], b: 1, c: [] });
    expect(codes("a: {{values l}}", { l: [1] })).toEqual(["E_TEMPLATE_ARGUMENT t.hbs:1:4"]);
  });
});

describe("lists", () => {
  it("are filtered by own properties only", () => {
    for (const key of ["constructor", "toString", "__proto__"])
      expect(value(`a: {{where l "${key}" nothing}}`, { l: [{ x: 1 }], nothing: null })).toEqual({
        a: [{ x: 1 }],
      });
    expect(value('a: {{where l "x" 1}}', { l: [{ x: 1 }, { x: 2 }, { y: 1 }] })).toEqual({ a: [{ x: 1 }] });
    expect(value('a: {{where l "x"}}', { l: [{ x: true }, { x: 1 }] })).toEqual({ a: [{ x: true }] });
  });
});

describe("addresses", () => {
  it("become networks of one, and hosts before a port", () => {
    const addresses = ["192.168.1.5", "fd00::5", "nas.example.org"];
    expect(
      value(
        "{{#each addresses as |one index|}}\nat{{index}}: [{{urlHost one}}, {{address one}}]\n{{/each}}",
        {
          addresses,
        },
      ),
    ).toEqual({ at0: ["192.168.1.5", true], at1: ["[fd00::5]", true], at2: ["nas.example.org", false] });
    expect(value("a: {{cidr four}}\nb: {{cidr six}}", { four: "192.168.1.5", six: "fd00::5" })).toEqual({
      a: "192.168.1.5/32",
      b: "fd00::5/128",
    });
  });

  it("a host name is no network", () => {
    expect(codes('a: {{cidr "nas.example.org"}}')).toEqual(["E_TEMPLATE_ARGUMENT t.hbs:1:4"]);
  });
});

describe("texts", () => {
  it("are replaced by what is written, whatever it holds", () => {
    expect(value('a: {{replace "a-b-c" "-" "$&"}}')).toEqual({ a: "a$&b$&c" });
    expect(codes('a: {{replace "a" "" "x"}}')).toEqual(["E_TEMPLATE_ARGUMENT t.hbs:1:4"]);
  });
});

describe("networks and ranges", () => {
  it.each<[text: string, expected: Json]>([
    ['{{netmask "192.168.1.0/24"}}', "255.255.255.0"],
    ['{{netmask "10.0.0.0/9"}}', "255.128.0.0"],
    ['{{netmask "0.0.0.0/0"}}', "0.0.0.0"],
    ['{{ends "10.0.0.5-10.0.0.9"}}', ["10.0.0.5", "10.0.0.9"]],
    ['{{ends "10.0.0.0/30"}}', ["10.0.0.0", "10.0.0.3"]],
    ['{{networks "10.0.0.0/24"}}', ["10.0.0.0/24"]],
    ['{{networks "10.0.0.1-10.0.0.3"}}', ["10.0.0.1/32", "10.0.0.2/31"]],
    ['{{networks "0.0.0.0-255.255.255.255"}}', ["0.0.0.0/0"]],
    ['{{networks "fd00::-fd00::2"}}', ["fd00::/127", "fd00::2/128"]],
    ['{{within "10.0.0.7" "10.0.0.0/24"}}', true],
    ['{{within "10.0.1.0-10.0.1.9" "10.0.0.0/24"}}', false],
    ['{{within "fd00::1" "10.0.0.0/24"}}', false],
    ['{{having list "mac"}}', [{ mac: "a" }]],
  ])("%s", (text, expected) => {
    expect(value(`a: ${text}`, { list: [{ mac: "a" }, { name: "b" }] })).toEqual({ a: expected });
  });

  it.each([
    '{{netmask "fd00::/64"}}',
    '{{ends "x"}}',
    '{{networks "x"}}',
    '{{within "x" "10.0.0.0/24"}}',
    '{{within "10.0.0.1" "x"}}',
  ])("%s is a fault", (text) => expect(codes(`a: ${text}`)).toEqual(["E_TEMPLATE_ARGUMENT t.hbs:1:4"]));

  it("the networks of a range are apart, in order, and all of it (property)", () => {
    const bound = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(bound, bound, (a, b) => {
        const range = { family: 4 as const, first: BigInt(Math.min(a, b)), last: BigInt(Math.max(a, b)) };
        const parts = networksOf(range).map((text) => parseCidr(text));
        let next = range.first;
        for (const part of parts) {
          expect(part?.canonical).toBe(true);
          expect(part?.first).toBe(next);
          expect(part !== undefined && contains(range, part)).toBe(true);
          next = (part?.last ?? 0n) + 1n;
        }
        expect(next).toBe(range.last + 1n);
        expect(parts.length).toBeLessThanOrEqual(62);
      }),
    );
  });
});
