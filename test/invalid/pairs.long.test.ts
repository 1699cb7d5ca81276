import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type Change, changes, hidden, independent } from "./pairs.ts";

const all = changes();

/** All pairs take half an hour: about each eleventh is tested, of every file, K8SGEN_PAIRS=1 tests them all. */
const STEP = Number(process.env.K8SGEN_PAIRS ?? 11);

/** Chosen by their names: a new file changes nothing for the pairs of others. */
const isChosen = (one: Change, other: Change): boolean =>
  createHash("sha256").update(`${one.name} ${other.name}`).digest().readUInt32BE(0) % STEP === 0;

describe("no fault hides another one of a different key, in whichever pair", () => {
  it.each(all.map((change, index) => ({ ...change, change, index })))("$name", ({ change, index }) => {
    const others = all.filter(
      (other, at) => at > index && isChosen(change, other) && independent(change, other),
    );
    const found = others.flatMap((other) => {
      const lines = hidden(change, other);
      return lines.length === 0 ? [] : [`${other.name}: ${lines.join(", ")}`];
    });
    expect(found).toEqual([]);
  });
});
