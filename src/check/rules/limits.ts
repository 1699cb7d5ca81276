import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { moreThanNodes } from "../messages.ts";
import type { View } from "../view.ts";

/** Numbers that a blueprint bounds by the number of nodes (`x-k8sgen-max: nodes`). */
export function limitRules(view: View): readonly Diagnostic[] {
  const nodes = view.list(["nodes"]).length;
  if (nodes === 0) return [];
  return view
    .annotated("x-k8sgen-max")
    .flatMap(({ path, value, annotation }) =>
      annotation === "nodes" && typeof value === "number" && value > nodes
        ? [moreThanNodes(view, value, nodes, path)]
        : [],
    );
}
