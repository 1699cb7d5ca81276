import { describe, expect, it } from "vitest";
import { changes, hidden, independent } from "./pairs.ts";

const all = changes();

/** All pairs take half an hour: each eleventh is tested, of every file, K8SGEN_PAIRS=1 tests them all. */
const STEP = Number(process.env.K8SGEN_PAIRS ?? 11);

describe("no fault hides another one of a different key, in whichever pair", () => {
  it.each(all.map((change, index) => ({ ...change, change, index })))("$name", ({ change, index }) => {
    const others = all.filter(
      (other, at) => at > index && (index + at) % STEP === 0 && independent(change, other),
    );
    const found = others.flatMap((other) => {
      const lines = hidden(change, other);
      return lines.length === 0 ? [] : [`${other.name}: ${lines.join(", ")}`];
    });
    expect(found).toEqual([]);
  });
});
