import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtIn } from "../support/compile.ts";
import { CHOICES } from "./choices.ts";
import { faultsOf, pairs } from "./lab.ts";

/** Each pair that is refused, and why, a line each. */
const REFUSED = join(import.meta.dirname, "refused.txt");

describe("providers", () => {
  it("are all among the choices", () => {
    const slots = builtIn().blueprints.flatMap(({ manifest }) =>
      (manifest.slots ?? []).map(({ path }) => path),
    );
    const chosen = new Set(CHOICES.map(({ slot }) => slot));
    expect(slots.filter((slot) => !chosen.has(slot))).toEqual([]);
  });

  it.each(CHOICES)("build alone: $name", (choice) => {
    expect(faultsOf(choice)).toEqual([]);
  });

  // Some three thousand homelabs.
  it("build in every pair, or are refused at a place (UPDATE_GOLDENS=1 writes what is refused)", {
    timeout: 1_800_000,
  }, () => {
    const lines = pairs().flatMap(([one, other]) => {
      const faults = faultsOf(one, other);
      return faults.length === 0 ? [] : [`${one.name} + ${other.name}: ${faults.join(", ")}\n`];
    });
    if (process.env.UPDATE_GOLDENS === "1") writeFileSync(REFUSED, lines.join(""));
    expect(lines.join("")).toBe(readFileSync(REFUSED, "utf8"));
    expect(lines.filter((line) => /nowhere|no reason/.test(line))).toEqual([]);
  });
});
