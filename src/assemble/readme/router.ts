import type { Plan } from "../../plan/model.ts";
import { gatewayAddress } from "./gateway-address.ts";
import { code, table } from "./markdown.ts";

/** Where a Fritz!Box has a setting, in the menus of FRITZ!OS 8. https://fritz.com/en/service/knowledge-base/ */
const FRITZBOX = {
  dhcp: "Home Network > Network > Network Settings > IP Addresses > IPv4 Settings",
  rebind: "Home Network > Network > Network Settings > DNS Rebind Protection",
  forward: "Internet > Permit Access > Port Sharing > Add Device for Sharing",
} as const;

/** What the router must be told, and where a Fritz!Box has it; undefined where there is nothing. */
export function routerSection(plan: Plan): string | undefined {
  const { network, dns } = plan.homelab;
  const address = gatewayAddress(plan);
  const ports = network.internet?.ports ?? [];
  const rows = [
    ...(network.lan.dhcp === undefined
      ? []
      : [["Addresses that are handed out", code(network.lan.dhcp.replace("-", " - ")), FRITZBOX.dhcp]]),
    ...(dns?.domain === undefined || plan.contributions.Route.length === 0
      ? []
      : [["Exception from DNS rebind protection", code(dns.domain), FRITZBOX.rebind]]),
    ...(ports.length > 0 && address !== undefined
      ? [
          [
            "Ports that are passed on from the internet",
            `TCP ${ports.join(" and ")} to ${code(address)}`,
            FRITZBOX.forward,
          ],
        ]
      : []),
  ];
  if (rows.length === 0) return undefined;
  return [
    "The nodes bring their addresses along: nothing but the following is to be set.",
    table(["what", "value", "on a Fritz!Box"], rows),
  ].join("\n\n");
}
