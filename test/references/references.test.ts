import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { laboratory, memoryCache } from "../verify/lab.ts";
import { CASES, expectedOf, jobOf } from "./cases.ts";

const UPDATE = process.env.UPDATE_GOLDENS !== undefined;

const { run } = laboratory();
// Every case has the same umbrella but for its components: what one proved, the next ones need not.
const cache = memoryCache();

const names = readdirSync(CASES).sort();

describe("what leads nowhere is found, at its place (UPDATE_GOLDENS=1 writes what is found)", () => {
  it.each(names)("%s", async (name) => {
    const { report } = await run({ ...jobOf(name, "broken"), cache });
    const found = report.diagnostics.map(({ code, location, message }) => {
      const file = location?.file.replace(/^blueprints\/extensions\/\w+\/manifests\//, "");
      return `${code} ${file}:${location?.line}:${location?.column}\n    ${message}\n`;
    });
    if (UPDATE) writeFileSync(join(CASES, name, "expected.txt"), found.join(""));
    expect(found.join("")).toBe(expectedOf(name));
    expect(found.length).toBeGreaterThan(0);
    expect(report.ok).toBe(report.diagnostics.every(({ severity }) => severity === "warning"));
  });

  it.each(names)("%s: its harmless twin is passed", async (name) => {
    const { report, messages } = await run({ ...jobOf(name, "sound"), cache });
    expect(messages).toBe("");
    expect(report.ok).toBe(true);
    expect(report.references.resolved).toBeGreaterThan(0);
    expect(report.references.unproven).toBe(0);
  });
});
