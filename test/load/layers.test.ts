import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Sources } from "../../src/diagnostics/sources.ts";
import { renderText } from "../../src/diagnostics/text.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { loadHomelab } from "../../src/load/homelab.ts";
import { isObject, type Json, type Path } from "../../src/values/json.ts";
import { toPointer } from "../../src/values/path.ts";

/** Loads `homelab.yaml`; other files by name, settings as on the command line. */
function load(
  files: Readonly<Record<string, string>>,
  over: readonly string[] = [],
  settings: readonly string[] = [],
) {
  const sources = new Sources();
  const { value, diagnostics } = loadHomelab(memoryFileSystem(files), "homelab.yaml", sources, {
    files: over,
    settings,
  });
  const place = (path: Path, of: "value" | "key" = "value") => {
    const at = value?.positions[of](path);
    return at === undefined ? undefined : `${at.file}:${at.line}:${at.column}`;
  };
  return {
    value: value?.value,
    place,
    has: (path: Path) => value?.positions.has(path),
    found: diagnostics.map(
      ({ code, location }) => `${code} ${location?.file}:${location?.line}:${location?.column}`,
    ),
    text: renderText(diagnostics, { color: false, sources }),
  };
}

describe("files that are merged", () => {
  const files = {
    "homelab.yaml": "a:\n  b: 1\n  c: [1, 2]\n  d: {e: 5}\nf: x\n",
    "site.yaml": "a:\n  b: 2\n  c: [9]\n  d: null\n  g: {h: 1}\n",
  };
  const merged = load(files, ["site.yaml"]);

  it("follow JSON Merge Patch", () => {
    expect(merged.found).toEqual([]);
    expect(merged.value).toEqual({ a: { b: 2, c: [9], g: { h: 1 } }, f: "x" });
  });

  it.each<[Path, string]>([
    [["f"], "homelab.yaml:5:4"],
    [["a", "b"], "site.yaml:2:6"],
    [["a", "c"], "site.yaml:3:6"],
    [["a", "c", 0], "site.yaml:3:7"],
    [["a", "g", "h"], "site.yaml:5:10"],
    // What is not there stands at the nearest parent in the file that spoke last.
    [["a", "d"], "site.yaml:4:6"],
    [["a", "x"], "site.yaml:1:1"],
  ])("know where %j was written", (path, place) => {
    expect(merged.place(path)).toBe(place);
  });

  it("do not point into a list that was replaced", () => {
    const replaced = load({ "homelab.yaml": "n: [{a: 1, b: 2}]\n", "site.yaml": "n: [{a: 3}]\n" }, [
      "site.yaml",
    ]);
    expect(replaced.has(["n", 0, "b"])).toBe(false);
    expect(replaced.place(["n", 0, "b"])).toBe("site.yaml:1:5");
  });

  it("can be several", () => {
    const three = load({ "homelab.yaml": "a: 1\nb: 1\nc: 1\n", "2": "b: 2\nc: 2\n", "3": "c: 3\n" }, [
      "2",
      "3",
    ]);
    expect(three.value).toEqual({ a: 1, b: 2, c: 3 });
    expect(["a", "b", "c"].map((key) => three.place([key]))).toEqual(["homelab.yaml:1:4", "2:1:4", "3:1:4"]);
  });

  it("are each told what is wrong in them", () => {
    expect(
      load({ "homelab.yaml": "a: [\n", "site.yaml": "b: *x\n" }, ["site.yaml", "gone.yaml"]).found,
    ).toEqual([
      "E_YAML_SYNTAX homelab.yaml:2:1",
      "E_YAML_SYNTAX site.yaml:1:4",
      "E_FILE_MISSING gone.yaml:1:1",
    ]);
  });
});

describe("files that are included", () => {
  it("lie below the file that includes them, in their order, and count from its folder", () => {
    const included = load({
      "homelab.yaml": "include: [lib/a.yaml, b.yaml]\nx: top\n",
      "lib/a.yaml": "include: [../deep.yaml]\nx: a\ny: a\nz: a\n",
      "deep.yaml": "w: deep\nz: deep\n",
      "b.yaml": "y: b\n",
    });
    expect(included.found).toEqual([]);
    expect(included.value).toEqual({ w: "deep", x: "top", y: "b", z: "a" });
    expect(included.place(["w"])).toBe("deep.yaml:1:4");
    expect(included.place(["z"])).toBe("lib/a.yaml:4:4");
  });

  it("may be included twice", () => {
    const twice = load({
      "homelab.yaml": "include: [a, b]\n",
      a: "include: [c]\nx: a\n",
      b: "include: [c]\n",
      c: "y: c\n",
    });
    expect(twice.value).toEqual({ x: "a", y: "c" });
  });

  it.each([
    ["itself", { "homelab.yaml": "include: [homelab.yaml]\n" }, "E_INCLUDE homelab.yaml:1:11"],
    [
      "itself by another",
      { "homelab.yaml": "include: [a]\n", a: "x: 1\ninclude: [./homelab.yaml]\n" },
      "E_INCLUDE a:2:11",
    ],
    ["a file that is not there", { "homelab.yaml": "include: [d/a]\n" }, "E_FILE_MISSING homelab.yaml:1:11"],
    ["an absolute path", { "homelab.yaml": "include: [/etc/passwd]\n" }, "E_INCLUDE homelab.yaml:1:11"],
    ["a URL", { "homelab.yaml": "include: ['https://example.org/a']\n" }, "E_INCLUDE homelab.yaml:1:11"],
  ])("cannot be %s", (_, files, fault) => {
    expect(load(files).found).toEqual([fault]);
  });

  it("leaves what is no list of texts to the schema", () => {
    expect(load({ "homelab.yaml": "include: a.yaml\n" }).value).toEqual({ include: "a.yaml" });
  });
});

describe("settings of the command line", () => {
  const files = { "homelab.yaml": "a: {b: 1}\nn: [{x: 1}, {x: 2}]\n" };

  it.each<[string, Json]>([
    ["a.b=2", { a: { b: 2 }, n: [{ x: 1 }, { x: 2 }] }],
    ["a.b='2'", { a: { b: "2" }, n: [{ x: 1 }, { x: 2 }] }],
    ["a.b=", { a: { b: "" }, n: [{ x: 1 }, { x: 2 }] }],
    ["a.b=null", { a: {}, n: [{ x: 1 }, { x: 2 }] }],
    ["a.c.d={e: [1]}", { a: { b: 1, c: { d: { e: [1] } } }, n: [{ x: 1 }, { x: 2 }] }],
    ["n[1].x=9", { a: { b: 1 }, n: [{ x: 1 }, { x: 9 }] }],
    ["n[2]={x: 3}", { a: { b: 1 }, n: [{ x: 1 }, { x: 2 }, { x: 3 }] }],
    ['a["k/l.m"]=1', { a: { b: 1, "k/l.m": 1 }, n: [{ x: 1 }, { x: 2 }] }],
    ["a.b=x=y", { a: { b: "x=y" }, n: [{ x: 1 }, { x: 2 }] }],
  ])("%s", (setting, value) => {
    const set = load(files, [], [setting]);
    expect(set.found).toEqual([]);
    expect(set.value).toEqual(value);
  });

  it("lie over files, the last over those before it, and are places of their own", () => {
    const set = load({ ...files, over: "a: {b: 5, c: 6}\n" }, ["over"], ["a.b=7", "a.b=8"]);
    expect(set.value).toMatchObject({ a: { b: 8, c: 6 } });
    expect(set.place(["a", "b"])).toBe("--set:2:1");
    expect(set.place(["a", "c"])).toBe("over:1:14");
  });

  it.each([
    "a",
    "=1",
    "a..b=1",
    ".a=1",
    "a.=1",
    "a[x]=1",
    "a[-1]=1",
    "__proto__.x=1",
    'a["__proto__"]=1',
    "a b=1",
    "n[5].x=1",
    "n.x=1",
    "a.b.c=1",
    "a[0]=1",
    "a=[",
    "a=!!binary eA==",
  ])("cannot be `%s`", (setting) => {
    const set = load(files, [], ["a.b=1", setting]);
    expect(set.found).toHaveLength(1);
    expect(["E_SETTING --set:2:1", "E_YAML_SYNTAX --set:2:1", "E_YAML_TAG --set:2:1"]).toContain(
      set.found[0],
    );
    expect(set.text).toContain(`  2 | ${setting}\n`);
  });
});

describe("merging", () => {
  const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom<Json>(null, true, 1, "x"),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("a", "b", "c", "d"), tie("value"), { noNullPrototype: true }),
    ),
  })).value;
  const map = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), json, { noNullPrototype: true });

  /** The pseudocode of RFC 7396, section 2. */
  const mergePatch = (target: Json, patch: Json): Json => {
    if (!isObject(patch)) return patch;
    const result: Record<string, Json> = isObject(target) ? { ...target } : {};
    for (const [name, value] of Object.entries(patch))
      if (value === null) delete result[name];
      else result[name] = mergePatch(result[name] ?? null, value);
    return result;
  };

  it("is that of RFC 7396, and each leaf is written where it is said to be", () => {
    fc.assert(
      fc.property(fc.array(map, { minLength: 2, maxLength: 4 }), (layers) => {
        const names = layers.map((_, index) => (index === 0 ? "homelab.yaml" : `${index}.yaml`));
        const files = Object.fromEntries(
          names.map((name, index) => [name, `${JSON.stringify(layers[index])}\n`]),
        );
        const merged = load(files, names.slice(1));
        const [first = {}, ...others] = layers;
        expect(merged.found).toEqual([]);
        expect(merged.value).toEqual(others.reduce<Json>(mergePatch, first));
        for (const [path, leaf] of leaves(merged.value ?? null)) {
          const [file = "", , column = ""] = (merged.place(path) ?? "").split(":");
          const text = JSON.stringify(leaf);
          expect(
            files[file]?.slice(Number(column) - 1, Number(column) - 1 + text.length),
            toPointer(path),
          ).toBe(text);
        }
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  const leaves = (value: Json, path: Path = []): readonly (readonly [Path, Json])[] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, item]) =>
          leaves(item as Json, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [[path, value]];
});
