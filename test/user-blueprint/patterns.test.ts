import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compileFiles, readText } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";

const WIKI = "blueprints/extensions/wiki";
const FIXTURES = join(ROOT, "test/user-blueprint/fixtures");
const read = (path: string): string => readFileSync(join(FIXTURES, WIKI, path), "utf8");

/** The faults of a build with a blueprint whose host name has this schema. */
function faults(host: object, rest: object = {}, written = "{}") {
  const schema = JSON.parse(read("schema.json"));
  const { type, description } = schema.properties.host;
  schema.properties.host = { type, description, ...host };
  const started = performance.now();
  const { diagnostics } = compileFiles({
    ...Object.fromEntries(
      ["blueprint.yaml", "contributions.yaml.hbs", "manifests/wiki.yaml.hbs"].map((path) => [
        `${WIKI}/${path}`,
        read(path),
      ]),
    ),
    [`${WIKI}/schema.json`]: JSON.stringify({ ...schema, ...rest }),
    "homelab.yaml": `${readText("examples/turing-pi/homelab.yaml")}extensions:\n  wiki: ${written}\n`,
  });
  expect(performance.now() - started).toBeLessThan(30_000);
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ code, message, location }) => ({ code, message, file: location?.file }));
}

const SLOW = "^(a+)+$";
const hostile = `${"a".repeat(42)}!`;

describe("a pattern in a schema of the user's own folder", () => {
  it("holds", () => {
    expect(faults({ pattern: "^[a-z][a-z0-9-]{0,62}$", default: "wiki" })).toEqual([]);
    expect(faults({ pattern: "^[a-z]+$", default: "w1" }).map(({ code }) => code)).toEqual(["E_PATTERN"]);
  });

  it("cannot hang the build, with a default or with what the user wrote", () => {
    expect(faults({ pattern: SLOW, default: hostile }).map(({ code }) => code)).toEqual(["E_PATTERN"]);
    expect(faults({ pattern: SLOW }, {}, `{ host: "${hostile}" }`).map(({ code }) => code)).toEqual([
      "E_PATTERN",
    ]);
  });

  it("cannot hang it with a long text and a large pattern", () => {
    const long = { pattern: "^[ab]*a[ab]{900}$", default: `${"ab".repeat(400_000)}!` };
    expect(faults(long).map(({ code }) => code)).toEqual(["E_PATTERN"]);
  });

  it("cannot hang it as the pattern of keys either", () => {
    const found = faults({}, { patternProperties: { [SLOW]: { type: "string" } } }, `{ "${hostile}": x }`);
    expect(found.map(({ code }) => code)).toEqual(["E_UNKNOWN_KEY"]);
  });

  it.each([
    ["look-ahead", "^(?!www)[a-z]+$"],
    ["a back reference", "^(a)\\1$"],
    ["more than fits", "(a{0,1000}b{0,1000})".repeat(3)],
    ["more letters than anyone writes", "a".repeat(3_000)],
  ])("is refused at its file where it is %s", (_, pattern) => {
    const [fault] = faults({ pattern, default: "wiki" });
    expect(fault).toMatchObject({ code: "E_BLUEPRINT_SCHEMA", file: `${WIKI}/schema.json` });
  });
});
