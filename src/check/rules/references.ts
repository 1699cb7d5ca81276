import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { isObject } from "../../values/json.ts";
import { nodeUnknown } from "../messages.ts";
import type { View } from "../view.ts";

/** Texts that must be the name of a node (`x-k8sgen-names: nodes`). */
export function referenceRules(view: View): readonly Diagnostic[] {
  const names = view
    .list(["nodes"])
    .flatMap((node) => (isObject(node) && typeof node.name === "string" ? [node.name] : []));
  if (names.length === 0) return [];
  return view
    .annotated("x-k8sgen-names")
    .flatMap(({ path, value, annotation }) =>
      annotation === "nodes" && typeof value === "string" && !names.includes(value)
        ? [nodeUnknown(view, value, names, path)]
        : [],
    );
}
