import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { getAt } from "../../values/json.ts";
import * as messages from "../address-messages.ts";
import { type Entry, freeAddresses, type Ledger, readLedger } from "../ledger.ts";
import type { View } from "../view.ts";

/**
 * One family of addresses, or both everywhere: the LAN says which. Kubernetes wants nodes, pods and Services to have the
 * same ones, in the same order. https://docs.k3s.io/networking/basic-network-options#dual-stack-ipv4--ipv6-networking
 */
export function familyRules(view: View): readonly Diagnostic[] {
  const ledger = readLedger(view);
  const hasSecond = getAt(view.value, ["network", "lan", "ipv6"]) !== undefined;
  return [
    ...order(view, ledger),
    ...entries(view, ledger, hasSecond),
    ...(hasSecond ? incomplete(view, ledger) : withoutNetwork(view)),
  ];
}

/** Where there are two networks, IPv4 comes first. */
function order(view: View, { networks }: Ledger): readonly Diagnostic[] {
  const [first, second] = networks.filter(({ role }) => role === "lan");
  return second !== undefined && first?.cidr.family === 6 ? [messages.ipv6First(view, first, second)] : [];
}

/** Addresses are of a family that the LAN has, and stand where that family belongs. */
function entries(view: View, ledger: Ledger, hasSecond: boolean): readonly Diagnostic[] {
  const { lans, networks, hosts, externals, dhcp, pools, members, neighbors } = ledger;
  const first = lans.find(({ path }) => !path.includes("ipv6"));
  if (first === undefined) return [];
  const { family } = first.cidr;
  const fits = ({ range, isFirst }: Entry): boolean =>
    range.family === family || (hasSecond && range.family === 6 && isFirst !== true);
  return [
    ...networks
      .filter(({ role }) => role === "pods" || role === "services")
      .filter(({ cidr, path }) => cidr.family !== family && !path.includes("ipv6"))
      .map((network) => messages.rangeOfOtherFamily(view, network, first)),
    ...[...hosts, ...externals, ...dhcp, ...pools, ...members, ...neighbors]
      .filter((entry) => !fits(entry) && !isNodesSecond(entry))
      .map((entry) => messages.otherFamily(view, entry, first, hasSecond)),
  ];
}

/** A node's second address has a message of its own where there is no network for it. */
const isNodesSecond = ({ path }: Entry): boolean => path[0] === "nodes" && path[2] === "ipv6";

/** Where the LAN has both families, every node has an address of each. */
function incomplete(view: View, ledger: Ledger): readonly Diagnostic[] {
  const missing = view
    .list(["nodes"])
    .flatMap((node, index) => (getAt(node, ["ipv6"]) === undefined ? [{ node, index }] : []));
  const free = freeAddresses(ledger, 6, missing.length);
  return missing.map(({ node, index }, position) =>
    messages.secondAddressMissing(view, String(getAt(node, ["name"]) ?? index), index, free[position]),
  );
}

/** Keys of the second family mean nothing without a network of it. */
function withoutNetwork(view: View): readonly Diagnostic[] {
  const paths = [...view.list(["nodes"]).map((_, index) => ["nodes", index, "ipv6"]), ["kubernetes", "ipv6"]];
  return paths
    .filter((path) => getAt(view.value, path) !== undefined)
    .map((path) => messages.noSecondNetwork(view, path));
}
