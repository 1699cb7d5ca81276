import type { Homelab, Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import type { JsonObject } from "../../values/json.ts";

/**
 * network-config of a node, version 2. https://cloudinit.readthedocs.io/en/latest/reference/network-config-format-v2.html
 * Without a MAC address it fits machines with one wired card, whatever the kernel calls it (eth0, end0, eno1, enp1s0).
 */
export function networkConfig({ homelab }: Plan, node: Node): JsonObject {
  const { lan } = homelab.network;
  const card = { match: node.mac === undefined ? { name: "e*" } : { macaddress: node.mac.toLowerCase() } };
  const second = ipv6(lan.ipv6, node);
  const reached = {
    dhcp4: false,
    dhcp6: false,
    ...(second === undefined ? {} : { "accept-ra": second.advertisements }),
    addresses: [`${node.address}/${lan.cidr.split("/")[1]}`, ...(second?.addresses ?? [])],
    routes: [{ to: "default", via: lan.gateway }, ...(second?.routes ?? [])],
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

/**
 * A node's second address and its way out. Without a router's address it is learned from advertisements; systemd-networkd
 * looks at them itself where it is told to, so that the forwarding that K3s switches on does not end it.
 * https://netplan.readthedocs.io/en/stable/netplan-yaml/#properties-for-all-device-types (accept-ra)
 */
function ipv6(lan: Homelab["network"]["lan"]["ipv6"], node: Node) {
  if (lan === undefined || node.ipv6 === undefined) return undefined;
  return {
    advertisements: lan.gateway === undefined,
    addresses: [`${node.ipv6}/${lan.cidr.split("/")[1]}`],
    routes: lan.gateway === undefined ? [] : [{ to: "::/0", via: lan.gateway }],
  };
}
