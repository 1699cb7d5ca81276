import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { getAt } from "../../values/json.ts";
import {
  endpointIsNode,
  endpointMissing,
  evenServers,
  noServer,
  otherRelease,
  unsupportedVersion,
} from "../messages.ts";
import type { View } from "../view.ts";

/** Servers can elect a leader, the API has an address, and the version is one whose schemas are known. */
export function clusterRules(view: View, supportedMinors: readonly string[]): readonly Diagnostic[] {
  return [...servers(view), ...version(view, supportedMinors)];
}

function servers(view: View): readonly Diagnostic[] {
  const nodes = view.list(["nodes"]);
  const indices = nodes.flatMap((node, index) => (getAt(node, ["role"]) === "server" ? [index] : []));
  // A role that is misspelt is told by the schema; counting without it would only confuse.
  const allSound = nodes.every((node) => ["server", "agent"].includes(String(getAt(node, ["role"]))));
  if (nodes.length === 0 || !allSound) return [];
  const count = indices.length;
  if (count === 0) return [noServer(view)];
  const last = indices.at(-1) ?? 0;
  // Servers that share a database elect nobody.
  const elects = getAt(view.value, ["kubernetes", "datastore"]) === undefined;
  const diagnostics = elects && count % 2 === 0 ? [evenServers(view, count, ["nodes", last, "role"])] : [];
  if (count === 1) return diagnostics;
  const endpoint = view.text(["kubernetes", "endpoint"]);
  if (endpoint === undefined) return [...diagnostics, endpointMissing(view, count)];
  const same = nodes.findIndex(
    (node) => getAt(node, ["role"]) === "server" && getAt(node, ["address"]) === endpoint,
  );
  return same < 0
    ? diagnostics
    : [...diagnostics, endpointIsNode(view, endpoint, ["nodes", same, "address"])];
}

function version(view: View, supported: readonly string[]): readonly Diagnostic[] {
  const text = view.text(["kubernetes", "version"]) ?? "";
  const [, minor, ending] = /^v1\.(\d+)\.\d+(\+k3s\d+)?$/.exec(text) ?? [];
  if (minor === undefined) return [];
  if (!supported.includes(minor)) return [unsupportedVersion(view, text, supported)];
  const distribution = view.text(["kubernetes", "distribution"]) ?? "k3s";
  return (distribution === "k3s") === (ending !== undefined) ? [] : [otherRelease(view, text, distribution)];
}
