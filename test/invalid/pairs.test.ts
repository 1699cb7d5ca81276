import { describe, expect, it } from "vitest";
import { changes, hidden, independent } from "./pairs.ts";

const all = changes();

/** Each file with another one, far from it in the list; the long tests have all pairs. */
const pairs = all.flatMap((change, index) => {
  const others = [...all.slice(index + 1), ...all.slice(0, index)].filter(
    (_, distance) => distance % 29 === 7,
  );
  const other = others.find((candidate) => independent(change, candidate));
  return other === undefined ? [] : [[change, other] as const];
});

describe("no fault hides another one of a different key", () => {
  it("there are pairs for most files", () => expect(pairs.length).toBeGreaterThan(80));

  it.each(pairs.map(([a, b]) => ({ a, b, title: `${a.name}, ${b.name}` })))("$title", ({ a, b }) => {
    expect(hidden(a, b)).toEqual([]);
  });
});
