import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { getAt, type Json, type Path } from "../../values/json.ts";
import { parseQuantity } from "../../values/quantity.ts";
import { macTwice, nameTwice, tooLittle } from "../messages.ts";
import type { View } from "../view.ts";

/** What a K3s agent needs at the least. https://docs.k3s.io/installation/requirements#hardware */
const LEAST = { memory: "512Mi", disk: "1Gi" } as const;

/** Names and MAC addresses of nodes differ; memory and disk are of a size that exists. */
export function nodeRules(view: View): readonly Diagnostic[] {
  const nodes = view.list(["nodes"]);
  return [
    ...unique(nodes, "name", (value, path, other) => nameTwice(view, value, path, other)),
    ...unique(nodes, "mac", (value, path, other) => macTwice(view, value, path, other)),
    ...nodes.flatMap((node, index) =>
      (["memory", "disk"] as const).flatMap((key) => {
        const text = getAt(node, [key]);
        const amount = typeof text === "string" ? parseQuantity(text) : undefined;
        const isLess = amount !== undefined && amount < (parseQuantity(LEAST[key]) ?? 0);
        return isLess
          ? [
              tooLittle(view, key === "memory" ? "Memory" : "A disk", String(text), LEAST[key], [
                "nodes",
                index,
                key,
              ]),
            ]
          : [];
      }),
    ),
  ];
}

function unique(
  nodes: readonly Json[],
  key: string,
  report: (value: string, path: Path, other: Path) => Diagnostic,
): readonly Diagnostic[] {
  const seen = new Map<string, Path>();
  return nodes.flatMap((node, index) => {
    const value = getAt(node, [key]);
    if (typeof value !== "string") return [];
    const path = ["nodes", index, key];
    const other = seen.get(value.toLowerCase());
    if (other === undefined) seen.set(value.toLowerCase(), path);
    return other === undefined ? [] : [report(value, path, other)];
  });
}
