import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CODES } from "../../src/diagnostics/codes.ts";
import { ROOT } from "../support/root.ts";

/** Texts of everything that tests expect; this file does not count. */
const expectations = readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(ts|json|txt)$/.test(path) && !path.endsWith("codes.test.ts"))
  .map((path) => join(ROOT, "test", path))
  .filter((path) => statSync(path).isFile())
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

describe("each code is documented, and a test provokes it", () => {
  it.each(Object.entries(CODES))("%s", (code, { severity, title, explanation }) => {
    expect(code).toMatch({ error: /^E_[A-Z_]+$/, warning: /^W_[A-Z_]+$/, info: /^I_[A-Z_]+$/ }[severity]);
    expect(title.length).toBeGreaterThan(5);
    expect(explanation).toMatch(/[.!]$/);
    expect(new RegExp(`\\b${code}\\b`).test(expectations)).toBe(true);
  });
});
