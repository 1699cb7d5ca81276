import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import * as messages from "../address-messages.ts";
import { type Network, readLedger } from "../ledger.ts";
import type { View } from "../view.ts";

/**
 * Prefix length of the range that a node takes out of the pod range.
 * https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/ (--node-cidr-mask-size)
 */
const NODE_PREFIX = { 4: 24, 6: 64 } as const;

/** The controller manager refuses more than 2^16 ranges of nodes (pkg/controller/nodeipam/ipam/cidrset). */
const NODE_BITS = 16;

/** The name server has the tenth address of the service range, and the last one of IPv4 is never given out. */
const SERVICE_BITS = 4;

/** The API server refuses a larger service range. https://docs.k3s.io/networking/basic-network-options#dual-stack-ipv4--ipv6-networking */
const SERVICE_MOST = 20;

const BITS = { 4: 32, 6: 128 } as const;

/** Ranges of pods and services have room for what is in them. */
export function clusterRangeRules(view: View): readonly Diagnostic[] {
  return readLedger(view).networks.flatMap((network) => {
    if (network.role === "pods") return podRange(view, network);
    return network.role === "services" ? serviceRange(view, network) : [];
  });
}

function podRange(view: View, { cidr: { family, prefix }, what, path }: Network): readonly Diagnostic[] {
  const node = NODE_PREFIX[family];
  const nodes = view.list(["nodes"]).length;
  const room = prefix > node ? 0n : 1n << BigInt(node - prefix);
  if (room < BigInt(nodes)) {
    const bits = Math.max(8, Math.ceil(Math.log2(nodes)));
    return [messages.podRangeSmall(view, { what, path }, nodes, room, node, node - bits)];
  }
  return node - prefix > NODE_BITS ? [messages.podRangeLarge(view, { what, path }, node - NODE_BITS)] : [];
}

function serviceRange(view: View, { cidr: { family, prefix }, what, path }: Network): readonly Diagnostic[] {
  const bits = BITS[family] - prefix;
  if (bits < SERVICE_BITS)
    return [messages.serviceRangeSmall(view, { what, path }, BITS[family] - SERVICE_BITS)];
  return bits > SERVICE_MOST
    ? [messages.serviceRangeLarge(view, { what, path }, BITS[family] - SERVICE_MOST)]
    : [];
}
