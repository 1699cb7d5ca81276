import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Cidr } from "../../values/address.ts";
import { readLedger } from "../ledger.ts";
import * as messages from "../messages.ts";
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

/** Ranges of pods and services that are of the LAN's family, and have room for what is in them. */
export function clusterRangeRules(view: View): readonly Diagnostic[] {
  const { networks, lan } = readLedger(view);
  const at = (what: string) => networks.find((network) => network.what === what);
  const pods = at("the pod range");
  const services = at("the service range");
  const families = [pods, services].flatMap((network) =>
    network === undefined || lan === undefined || network.cidr.family === lan.family
      ? []
      : [messages.rangeOfOtherFamily(view, network, lan.family)],
  );
  return [
    ...families,
    ...(pods === undefined ? [] : podRange(view, pods.cidr)),
    ...(services === undefined ? [] : serviceRange(view, services.cidr)),
  ];
}

function podRange(view: View, { family, prefix }: Cidr): readonly Diagnostic[] {
  const node = NODE_PREFIX[family];
  const nodes = view.list(["nodes"]).length;
  const room = prefix > node ? 0n : 1n << BigInt(node - prefix);
  if (room < BigInt(nodes)) {
    const bits = Math.max(8, Math.ceil(Math.log2(nodes)));
    return [messages.podRangeSmall(view, nodes, room, node, node - bits)];
  }
  return node - prefix > NODE_BITS ? [messages.podRangeLarge(view, node - NODE_BITS)] : [];
}

function serviceRange(view: View, { family, prefix }: Cidr): readonly Diagnostic[] {
  const bits = BITS[family] - prefix;
  if (bits < SERVICE_BITS) return [messages.serviceRangeSmall(view, BITS[family] - SERVICE_BITS)];
  return bits > SERVICE_MOST ? [messages.serviceRangeLarge(view, BITS[family] - SERVICE_MOST)] : [];
}
