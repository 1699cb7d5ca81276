import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../properties/runs.ts";
import { CHOICES, type Choice } from "./choices.ts";
import { faultsOf, pairs } from "./lab.ts";

const refused = new Set(
  readFileSync(join(import.meta.dirname, "refused.txt"), "utf8")
    .split("\n")
    .map((line) => line.split(": ")[0] ?? ""),
);
const nameOf = (one: Choice, other: Choice): string => `${one.name} + ${other.name}`;
const allowed = new Set(
  pairs().flatMap(([one, other]) =>
    refused.has(nameOf(one, other)) ? [] : [nameOf(one, other), nameOf(other, one)],
  ),
);

/** Choices of which each goes with all before it. */
const combination: fc.Arbitrary<readonly Choice[]> = fc
  .subarray([...CHOICES], { minLength: 3 })
  .map((drawn) => {
    const taken: Choice[] = [];
    for (const choice of drawn)
      if (taken.every((other) => allowed.has(nameOf(other, choice)))) taken.push(choice);
    return taken;
  });

describe("what goes together in pairs", () => {
  it("goes together in any number", () => {
    fc.assert(
      fc.property(combination, (choices) => {
        expect(faultsOf(...choices)).toEqual([]);
      }),
      runs(150),
    );
  });
});
