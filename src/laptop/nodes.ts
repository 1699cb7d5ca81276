import { nthAddress, parseCidr } from "../values/address.ts";
import { isArray, isObject, type Json, type JsonObject } from "../values/json.ts";
import type { Draft } from "./draft.ts";
import { PROGRAMS, type Program } from "./model.ts";

/** What `laptop` says of the nodes; the schema has the same defaults. */
const DEFAULTS = { nodes: 2, arch: "amd64", cpus: 4, memory: "6Gi", disk: "40Gi" } as const;

/**
 * The nodes that a laptop can run, and the network that they share.
 * @returns the network
 */
export function replaceNodes(draft: Draft, on: Program): string {
  const guest = PROGRAMS[on];
  const laptop = draft.at(["laptop"]);
  const wanted: JsonObject = { ...DEFAULTS, cidr: guest.cidr, ...(isObject(laptop) ? laptop : {}) };
  const cidr =
    typeof wanted.cidr === "string" && parseCidr(wanted.cidr)?.family === 4 ? wanted.cidr : guest.cidr;
  const all = draft.at(["nodes"]);
  const known = (isArray(all) ? all : []).filter(isObject);
  const count = typeof wanted.nodes === "number" ? wanted.nodes : DEFAULTS.nodes;
  const nodes = inOrder(known)
    .slice(0, count)
    .map((node, index): JsonObject => {
      const { name = null, labels = {}, taints = [] } = node;
      const { arch = null, cpus = null, memory = null, disk = null } = wanted;
      return {
        name,
        role: index === 0 ? "server" : "agent",
        address: nthAddress(cidr, guest.first + index),
        ...{ arch, cpus, memory, disk },
        ...{ labels, taints },
      };
    });
  if (nodes.length > 0) draft.set(["nodes"], nodes);
  draft.tell(
    ["nodes"],
    `${nodes.length} of ${known.length} nodes, with ${String(wanted.memory)} of memory each, one of them a server: ${PROGRAMS[on].nodes === "containers" ? "containers" : "virtual machines"}, without data disks.`,
  );
  const lan = draft.at(["network", "lan"]);
  if (isObject(lan)) {
    draft.set(["network", "lan"], { cidr, gateway: nthAddress(cidr, guest.gateway) });
    draft.tell(
      ["network", "lan"],
      `The network ${cidr} of ${guest.title}, without VLAN or IPv6; addresses for people are taken from it.`,
    );
  }
  return cidr;
}

/** The first server, then agents, then other servers. */
const inOrder = (nodes: readonly JsonObject[]): readonly JsonObject[] => {
  const isServer = (node: JsonObject): boolean => node.role === ("server" satisfies Json);
  const [first, ...others] = [...nodes.filter(isServer), ...nodes.filter((node) => !isServer(node))] as const;
  if (first === undefined) return [];
  return [first, ...others.filter((node) => !isServer(node)), ...others.filter(isServer)];
};
