import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tgz } from "../support/archive.ts";
import { laboratory } from "../verify/lab.ts";

const CASES = join(import.meta.dirname, "cases");

/** Texts below a folder by their path. */
function textsOf(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    paths
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  );
}

const DEFAULTS = textsOf(join(import.meta.dirname, "defaults"));

/**
 * A case is a folder: `expected.txt` has what must be found, one diagnostic a line with its place, and `says: ` before
 * texts of messages; all other files replace or join those of `defaults/`, where chart/ is the chart of the component.
 */
function filesOf(name: string) {
  const { "expected.txt": expected = "", ...own } = textsOf(join(CASES, name));
  const all = Object.entries({ ...DEFAULTS, ...own });
  const of = (folder: string): (readonly [string, string])[] =>
    all.filter(([path]) => path.startsWith(folder)).map(([path, text]) => [path.slice(folder.length), text]);
  const chart = Object.fromEntries(of("chart/").map(([path, text]) => [`one/${path}`, text]));
  const blueprint = Object.fromEntries(
    of("blueprint/").map(([path, text]) => [`blueprints/extensions/one/${path}`, text]),
  );
  const lines = expected.split("\n").filter((line) => line !== "");
  const [homelab = "", use = ""] = (Object.fromEntries(all)["homelab.yaml"] ?? "").split("extensions:\n");
  return {
    expected: lines.filter((line) => !line.startsWith("says: ")),
    says: lines.filter((line) => line.startsWith("says: ")).map((line) => line.slice(6)),
    job: { homelab, use, files: { ...blueprint, "charts/one-1.0.0.tgz": tgz(chart) }, charts: true },
  };
}

const { run } = laboratory();

describe("what rendering finds, rule by rule, and a harmless twin of each", () => {
  it.each(readdirSync(CASES))("%s", async (name) => {
    const { expected, says, job } = filesOf(name);
    const { found, messages } = await run(job);
    expect(found, messages).toEqual(expected);
    for (const text of says) expect(messages).toContain(text);
  });

  it("has a twin that is harmless for each rule", () => {
    const names = readdirSync(CASES);
    const harmless = names.filter((name) => filesOf(name).expected.length === 0);
    const faulty = names.filter((name) => !harmless.includes(name));
    expect(faulty.filter((name) => !harmless.some((twin) => twin.startsWith(`${name}-`)))).toEqual([]);
  });
});
