import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { getAt, isArray, isObject, type Json, type Path } from "../../src/values/json.ts";
import { compileText } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";

/** Each would be more than one word in at least one of the files; the marker shows where it came through. */
const MARK = "pwned";
const HOSTILE = [
  `a\n${MARK} b`,
  `a ${MARK}`,
  `a;${MARK}`,
  `a,${MARK}`,
  `a#${MARK}`,
  `a" ${MARK} "`,
  `a/${MARK}`,
  `a } ${MARK} {`,
  `\${${MARK}}`,
  `@${MARK}`,
];

const sections = join(ROOT, "blueprints/network");
const cases = readdirSync(sections)
  .filter((name) => existsSync(join(sections, name, "router")))
  .flatMap((name) =>
    readdirSync(join(sections, name, "cases")).map((example) => ({
      title: `${name}, ${example}`,
      text: readFileSync(join(sections, name, "cases", example, "homelab.yaml"), "utf8"),
    })),
  );

/** Paths of all texts below a value. */
function texts(value: Json, path: Path = []): Path[] {
  if (typeof value === "string") return [path];
  if (isArray(value)) return value.flatMap((item, index) => texts(item, [...path, index]));
  return isObject(value) ? Object.entries(value).flatMap(([key, item]) => texts(item, [...path, key])) : [];
}

function replaced(value: Json, [step, ...rest]: Path, by: string): Json {
  if (step === undefined) return by;
  if (isArray(value)) return value.map((item, index) => (index === step ? replaced(item, rest, by) : item));
  return isObject(value) ? { ...value, [step]: replaced(value[String(step)] ?? null, rest, by) } : value;
}

/** What files of routers are made of, besides the values of the slots themselves. */
const CORE = [
  ["metadata", "name"],
  ["kubernetes", "endpoint"],
  ["nodes", 0, "name"],
  ["nodes", 0, "address"],
  ["nodes", 0, "mac"],
  ["network", "lan", "cidr"],
  ["network", "lan", "gateway"],
  ["network", "lan", "dhcp"],
  ["network", "loadBalancer", "cilium", "pool", 0],
  ["network", "loadBalancer", "cilium", "bgp", "peers", 0, "address"],
  ["network", "gateway", "cilium", "address"],
  ["dns", "domain"],
  ["apps", "hello-world", "host"],
] as const;

describe("no value of a homelab becomes more than one word of a file for the router", () => {
  it.each(cases)("$title", { timeout: 600_000 }, ({ text }) => {
    const homelab = parse(text) as Json;
    const slots = texts(getAt(homelab, ["network", "router"]) ?? {}, ["network", "router"]);
    const paths = [...slots, ...CORE.filter((path) => getAt(homelab, path) !== undefined)];
    expect(compileText(text).compiled).toBeDefined();
    for (const path of paths)
      for (const hostile of HOSTILE) {
        const { compiled, diagnostics } = compileText(stringify(replaced(homelab, path, hostile)));
        const written = [...(compiled?.tree.files ?? [])].filter(
          ([file, bytes]) => file.startsWith("router/") && new TextDecoder().decode(bytes).includes(MARK),
        );
        expect([path, hostile, written.map(([file]) => file)]).toEqual([path, hostile, []]);
        if (compiled === undefined)
          expect(diagnostics.some(({ severity }) => severity === "error")).toBe(true);
      }
  });
});
