import { describe, expect, it } from "vitest";
import { changes, hidden, independent } from "./pairs.ts";

const all = changes();

describe("no fault hides another one of a different key, in whichever pair", () => {
  it.each(all)("$name", (change) => {
    const others = all.filter((other) => other.name > change.name && independent(change, other));
    const found = others.flatMap((other) => {
      const lines = hidden(change, other);
      return lines.length === 0 ? [] : [`${other.name}: ${lines.join(", ")}`];
    });
    expect(found).toEqual([]);
  });
});
