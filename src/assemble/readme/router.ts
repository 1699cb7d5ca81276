import type { ExpandedComponent } from "../../expand/model.ts";
import type { Plan } from "../../plan/model.ts";
import { gatewayAddress, publicGatewayAddress } from "./gateway-address.ts";
import { code, table } from "./markdown.ts";
import { routerFiles } from "./router-files.ts";

/** Where a Fritz!Box has a setting, in the menus of FRITZ!OS 8. https://fritz.com/en/service/knowledge-base/ */
const FRITZBOX = {
  dhcp: "Home Network > Network > Network Settings > IP Addresses > IPv4 Settings",
  ipv6: "Home Network > Network > Network Settings > IP Addresses > IPv6 Settings",
  rebind: "Home Network > Network > Network Settings > DNS Rebind Protection",
  forward: "Internet > Permit Access > Port Sharing > Add Device for Sharing",
} as const;

/** What the router must be told, and the files that it gets; undefined where there is nothing. */
export function routerSection(plan: Plan, components: readonly ExpandedComponent[]): string | undefined {
  const parts = [...settings(plan), ...routerFiles(plan, components)];
  return parts.length === 0 ? undefined : parts.join("\n\n");
}

/** What no component takes care of, and where a Fritz!Box has it. */
function settings(plan: Plan): readonly string[] {
  const { network, dns } = plan.homelab;
  const address = publicGatewayAddress(plan) ?? gatewayAddress(plan);
  const ports = network.internet?.ports ?? [];
  const rows = [
    ...(network.lan.dhcp === undefined || plan.capabilities.has("lan-dhcp")
      ? []
      : [["Addresses that are handed out", code(network.lan.dhcp.replace("-", " - ")), FRITZBOX.dhcp]]),
    ...(network.lan.ipv6 === undefined || !/^f[cd]/i.test(network.lan.ipv6.cidr)
      ? []
      : [["Unique local addresses (IPv6), announced always", code(network.lan.ipv6.cidr), FRITZBOX.ipv6]]),
    ...(network.lan.ipv6?.dhcp === undefined
      ? []
      : [
          [
            "IPv6 addresses that are handed out",
            code(network.lan.ipv6.dhcp.replace("-", " - ")),
            FRITZBOX.ipv6,
          ],
        ]),
    ...(dns?.domain === undefined || plan.contributions.Route.length === 0 || plan.capabilities.has("lan-dns")
      ? []
      : [["Exception from DNS rebind protection", code(dns.domain), FRITZBOX.rebind]]),
    ...(ports.length > 0 && address !== undefined && !plan.capabilities.has("lan-firewall")
      ? [
          [
            "Ports that are passed on from the internet",
            `TCP ${ports.join(" and ")} to ${code(address)}`,
            FRITZBOX.forward,
          ],
        ]
      : []),
  ];
  return rows.length === 0
    ? []
    : [
        "The nodes bring their addresses along: nothing but the following is to be set.",
        table(["what", "value", "on a Fritz!Box"], rows),
      ];
}
