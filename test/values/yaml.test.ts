import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createEngine } from "../../src/engine/engine.ts";
import { locateEngine } from "../../src/engine/locate.ts";
import type { Json } from "../../src/values/json.ts";
import { toYaml } from "../../src/values/yaml.ts";

const files = locateEngine();
if (files === undefined) throw new Error("build the engine first: npm run build:engine");
const engine = createEngine(files, { workers: 1 });
afterAll(() => engine.close());

/** Reads YAML as Helm does: a chart's values.yaml, printed as JSON by a template. */
async function readByHelm(text: string): Promise<Json> {
  const session = engine.session(0);
  const chart = {
    "Chart.yaml": "apiVersion: v2\nname: t\nversion: 0.1.0\n",
    "values.yaml": text,
    "templates/t.yaml": "kind: T\nv: {{ toJson .Values.v | b64enc | quote }}\n",
  };
  const digest = String(Math.random());
  const loaded = await session.loadChart({ digest, files: chart });
  expect("error" in loaded ? loaded.error.message : "").toBe("");
  const rendered = await session.render({
    chart: digest,
    releaseName: "t",
    namespace: "t",
    isUpgrade: false,
    kubernetesVersion: "v1.36.3",
    apiVersions: [],
    values: "{}",
    keep: "t",
    contents: true,
  });
  if ("error" in rendered) throw new Error(rendered.error.message);
  const content = rendered.value.objects[0]?.content as { v: string };
  return JSON.parse(Buffer.from(content.v, "base64").toString("utf8"));
}

const TRICKY = [
  ..."yes no on off y n Yes NO true null ~ Null <<  = - ? : | > ! & * % @ ` # , [ ] { } --- ...".split(" "),
  ..."012 0x1f 0o7 1e3 1_000 1:30 12:30:45 .inf -.INF .nan 2001-01-01 2001-12-14t21:59:43.10-05:00 +1 -0 1. .5 0b1 685.230_15e+03 190:20:30 -_0_ +_1".split(
    " ",
  ),
  "",
  " ",
  "\n",
  "\n\n",
  "a\n",
  "a\n\n",
  "\na",
  " a",
  "a ",
  "a: b",
  "a #b",
  "#",
  "a\tb",
  "\t",
  "a\r\nb",
  "a\rb",
  "\u0007",
  "\u0085",
  "\u2028",
  "\u2029",
  "\ufeff",
  "\u00a0",
  "é",
  "😀",
  "'",
  '"',
  "\\",
  "a\\nb",
  "{{ x }}",
  "${X}",
  "a\n---\nb",
  "---\na",
  "key: |\n  x",
  "  indented\nless",
  "x".repeat(500),
  "word ".repeat(100),
  "__proto__",
  "a\n\u2028b",
  "a\n  \n b",
  "a \nb",
  "\ta\nb",
];

describe("what is written is read back as it was", () => {
  it("by this program's own parser and by Helm's, tricky strings", async () => {
    const value = { v: TRICKY };
    expect(parse(toYaml(value))).toEqual(value);
    expect(await readByHelm(toYaml(value))).toEqual(TRICKY);
  });

  it("in maps, as keys, in lists in lists", async () => {
    const value = {
      v: {
        ...Object.fromEntries(
          TRICKY.filter((text) => text !== "__proto__" && text !== "<<").map((text) => [
            text,
            { deep: [[text]] },
          ]),
        ),
      },
    };
    expect(await readByHelm(toYaml(value))).toEqual(value.v);
  });

  it("numbers, booleans and nothing keep their type", async () => {
    const v = [0, -1, 1.5, 1e21, 1e-7, 1_000_000, 2 ** 53 - 1, true, false, null, [], {}];
    expect(await readByHelm(toYaml({ v }))).toEqual(v);
  });

  it("any string (property)", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.string({ unit: "grapheme" }),
            fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
          ),
          { minLength: 200, maxLength: 400 },
        ),
        async (v) => {
          expect(parse(toYaml({ v }))).toEqual({ v });
          expect(await readByHelm(toYaml({ v }))).toEqual(v);
        },
      ),
      { numRuns: 20 },
    );
  });
});
