import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { getAt, type Json, type Path } from "../../values/json.ts";
import { parseQuantity } from "../../values/quantity.ts";
import { macOfGroup, macTwice, nameTwice, tooLittle, tooMuch } from "../messages.ts";
import type { View } from "../view.ts";

/** What a K3s agent needs at the least. https://docs.k3s.io/installation/requirements#hardware */
const LEAST = { memory: "512Mi", disk: "1Gi" } as const;

/** More than any machine has; a number of digits too many makes sums of it meaningless. */
const MOST = { memory: "64Ti", disk: "1Pi" } as const;

/** Names and MAC addresses of nodes differ; memory and disk are of a size that exists. */
export function nodeRules(view: View): readonly Diagnostic[] {
  const nodes = view.list(["nodes"]);
  return [
    ...unique(nodes, "name", (value, path, other) => nameTwice(view, value, path, other)),
    ...unique(nodes, "mac", (value, path, other) => macTwice(view, value, path, other)),
    ...nodes.flatMap((node, index) => [
      ...macFaults(view, node, ["nodes", index, "mac"]),
      ...sizeFaults(view, node, ["nodes", index], ["memory"], "memory"),
      ...sizeFaults(view, node, ["nodes", index], ["disk"], "disk"),
      ...sizeFaults(view, node, ["nodes", index], ["dataDisk", "size"], "disk"),
    ]),
  ];
}

/** The lowest bit of the first byte says that an address is that of a group (IEEE 802). */
function macFaults(view: View, node: Json, path: Path): readonly Diagnostic[] {
  const mac = getAt(node, ["mac"]);
  const isMac = typeof mac === "string" && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac);
  const isOfNobody = isMac && (Number.parseInt(mac.slice(0, 2), 16) % 2 === 1 || /^[0:]+$/.test(mac));
  return isOfNobody ? [macOfGroup(view, mac, path)] : [];
}

function sizeFaults(
  view: View,
  node: Json,
  at: Path,
  key: Path,
  what: keyof typeof LEAST,
): readonly Diagnostic[] {
  const text = getAt(node, key);
  const amount = typeof text === "string" ? parseQuantity(text) : undefined;
  if (amount === undefined) return [];
  const name = what === "memory" ? "Memory" : "A disk";
  const path = [...at, ...key];
  if (amount < (parseQuantity(LEAST[what]) ?? 0))
    return [tooLittle(view, name, String(text), LEAST[what], path)];
  if (amount > (parseQuantity(MOST[what]) ?? 0)) return [tooMuch(view, name, String(text), MOST[what], path)];
  return [];
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
