import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { existsTwice } from "./messages.ts";
import { keyOf } from "./model.ts";
import type { Placed } from "./placed.ts";
import type { SpotOf } from "./resolve.ts";

/**
 * Two objects of one identity, of charts and generated ones alike. What nodes are given at first is handed over to the
 * engine, which holds the same objects; hooks come and go. What is generated stands last, as it has a line to show.
 */
export function duplicates(all: readonly Placed[], spotOf: SpotOf): readonly Diagnostic[] {
  const seen = new Map<string, Placed>();
  const rank = ({ way }: Placed) => (way === "chart" ? 0 : 1);
  return all
    .filter(({ way, facts }) => way !== "nodes" && facts.role !== "hook" && facts.name !== "")
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((placed) => {
      const key = keyOf(placed.facts);
      const other = seen.get(key);
      if (other === undefined) seen.set(key, placed);
      const at = (one: Placed) => spotOf(one, ["metadata", "name"], "");
      return other === undefined ? [] : [existsTwice(at(placed), at(other))];
    });
}
