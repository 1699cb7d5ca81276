import { describe, expect, it } from "vitest";
import { type Files, type Job, laboratory, memoryCache, type Outcome } from "../verify/lab.ts";
import { FILES, ONE, USE, VALUES } from "./edited.ts";

const { run } = laboratory();

/** What a build gave, without what tells how. */
const given = ({ report: { stages, ...report }, ...outcome }: Outcome) => ({ ...outcome, report });

/** One edit after the other, as people make them. */
const EDITS: readonly (readonly [what: string, change: Partial<Job>])[] = [
  ["nothing before", {}],
  ["a value", { use: USE.replace("replicas: 1", "replicas: 2") }],
  ["a value whose template takes another way", { use: USE.replace("[x]", "[]") }],
  ["the values of another release", { use: USE.replace("b: c", "b: [d]") }],
  ["a release that goes", { use: "  one: {replicas: 1, name: a, list: [x]}" }],
  ["a release that comes back", {}],
  ["a template", { files: { ...FILES, ...changedFile("values.yaml.hbs", `${VALUES}more: -0\n`) } }],
  [
    "a template that is no YAML",
    { files: { ...FILES, ...changedFile("values.yaml.hbs", `${VALUES}a: [\n`) } },
  ],
  ["a template that is no template", { files: { ...FILES, ...changedFile("values.yaml.hbs", "{{#if a}}") } }],
  ["a value that a template misses", { use: USE.replace("name: a, ", "") }],
  ["an object that the API server refuses", { use: USE.replace("name: a", "name: {c: d}") }],
  [
    "a chart's version",
    { files: { ...FILES, ...changedFile("blueprint.yaml", (t) => t.replace("1.0.0", "1.0.1")) } },
  ],
  [
    "a blueprint.yaml with a fault",
    { files: { ...FILES, ...changedFile("blueprint.yaml", (t) => `${t}a: b\n`) } },
  ],
  ["as it was", {}],
];

function changedFile(name: string, to: string | ((text: string) => string)): Files {
  const path = `blueprints/extensions/one/${name}`;
  return { [path]: typeof to === "string" ? to : to(String(ONE[path])) };
}

describe("a build that remembers earlier ones", () => {
  it("gives what a build gives that remembers nothing, edit by edit", async () => {
    const cache = memoryCache();
    for (const [what, change] of EDITS) {
      const job = { use: USE, files: FILES, program: "p", ...change };
      const remembering = await run({ ...job, cache });
      const fresh = await run({ ...job, cache: memoryCache() });
      expect(given(remembering), what).toEqual(given(fresh));
    }
  });
});
