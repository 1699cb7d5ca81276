import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import type { JsonObject } from "../../values/json.ts";

/**
 * network-config of a node, version 2. https://cloudinit.readthedocs.io/en/latest/reference/network-config-format-v2.html
 * Without a MAC address it fits machines with one wired card, whatever the kernel calls it (eth0, end0, eno1, enp1s0).
 */
export function networkConfig({ homelab }: Plan, node: Node): JsonObject {
  const { lan } = homelab.network;
  const card = { match: node.mac === undefined ? { name: "e*" } : { macaddress: node.mac.toLowerCase() } };
  const reached = {
    dhcp4: false,
    dhcp6: false,
    addresses: [`${node.address}/${lan.cidr.split("/")[1]}`],
    routes: [{ to: "default", via: lan.gateway }],
    nameservers: { addresses: lan.dns ?? [lan.gateway] },
  };
  if (lan.vlan === undefined) return { version: 2, ethernets: { lan: { ...card, ...reached } } };
  return {
    version: 2,
    // Untagged frames mean nothing here, so that the card itself has no address.
    ethernets: { card: { ...card, dhcp4: false, dhcp6: false, "accept-ra": false, "link-local": [] } },
    vlans: { [`vlan${lan.vlan}`]: { id: lan.vlan, link: "card", ...reached } },
  };
}
