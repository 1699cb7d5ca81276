import { describe, expect, it } from "vitest";
import { KeptMemo } from "../../src/recall/kept-memo.ts";
import {
  blueprint,
  charted,
  type Files,
  type Job,
  laboratory,
  memoryCache,
  type Outcome,
} from "../verify/lab.ts";

const { engine, run } = laboratory();

const VALUES = `replicas: {{spec.replicas}}
name: "web-{{spec.name}}"
{{#if spec.list}}
list:
{{#each spec.list}}
  - {{this}}
{{/each}}
{{/if}}
`;
const MANIFEST = `apiVersion: v1
kind: ConfigMap
metadata: {name: m, namespace: one}
data: {value: "{{spec.name}}"}
`;
const ONE = blueprint("one", charted("one"), { "values.yaml.hbs": VALUES, "manifests/a.yaml.hbs": MANIFEST });
const FILES: Files = {
  ...ONE,
  ...blueprint("two", charted("two"), { "values.yaml.hbs": "a: {{spec}}\n" }),
};
const USE = "  one: {replicas: 1, name: a, list: [x]}\n  two: {b: c}";

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

  it("asks the engine for the release whose values changed, and for no other", async () => {
    const asked: (readonly string[] | undefined)[] = [];
    const counting = {
      ...engine,
      session: (slot: number) => {
        const session = engine.session(slot);
        return {
          ...session,
          render: (request: Parameters<typeof session.render>[0]) => {
            asked.push(request.templates);
            return session.render(request);
          },
        };
      },
    };
    const cache = memoryCache();
    const job = { files: FILES, program: "p", cache, engine: counting };
    await run({ ...job, use: USE });
    await run({ ...job, use: USE.replace("replicas: 1", "replicas: 2") });
    await run({ ...job, use: `${USE} # why` });
    expect(asked).toEqual([
      ["templates/namespaces.yaml", "templates/one.yaml", "templates/two.yaml"],
      ["templates/one.yaml"],
    ]);
  });
});

describe("KeptMemo", () => {
  const asked = (memo: KeptMemo, what: string, text: string) => {
    let calls = 0;
    const value = memo.of(what, text, () => {
      calls++;
      return { of: text };
    });
    return [value, calls];
  };

  it("makes a result once, and knows it in the next build of the same program", () => {
    const cache = memoryCache();
    const first = new KeptMemo(cache, ["p", "lab"]);
    expect(asked(first, "f", "a")).toEqual([{ of: "a" }, 1]);
    expect(asked(first, "f", "a")).toEqual([{ of: "a" }, 0]);
    first.save();
    expect(asked(new KeptMemo(cache, ["p", "lab"]), "f", "a")).toEqual([{ of: "a" }, 0]);
    expect(asked(new KeptMemo(cache, ["p", "lab"]), "g", "a")).toEqual([{ of: "a" }, 1]);
    expect(asked(new KeptMemo(cache, ["q", "lab"]), "f", "a")).toEqual([{ of: "a" }, 1]);
    expect(asked(new KeptMemo(cache, ["p", "other"]), "f", "a")).toEqual([{ of: "a" }, 1]);
  });

  it("forgets what a build did not ask for, and what was damaged on the disk", () => {
    const cache = memoryCache();
    const first = new KeptMemo(cache, ["p"]);
    asked(first, "f", "a");
    asked(first, "f", "b");
    first.save();
    const second = new KeptMemo(cache, ["p"]);
    asked(second, "f", "b");
    second.save();
    const third = new KeptMemo(cache, ["p"]);
    expect([asked(third, "f", "a")[1], asked(third, "f", "b")[1]]).toEqual([1, 0]);
    for (const [key, entry] of cache.entries) cache.put(key, entry.replace("of", "no"));
    expect(asked(new KeptMemo(cache, ["p"]), "f", "b")).toEqual([{ of: "b" }, 1]);
  });

  it("does not keep what could not be made", () => {
    const memo = new KeptMemo(memoryCache(), ["p"]);
    expect(memo.of("f", "a", () => undefined)).toBeUndefined();
    expect(asked(memo, "f", "a")[1]).toBe(1);
  });
});
