import type { Plan } from "../../plan/model.ts";
import { nthAddress, parseAddress, parseRange } from "../../values/address.ts";
import { isArray, isObject, type Json } from "../../values/json.ts";
import { distributionOf } from "../distributions/distribution.ts";
import { publicGatewayAddress } from "./gateway-address.ts";
import { code, plain, table } from "./markdown.ts";

/** Who has which address, in the order of the addresses. */
export function ipPlan(plan: Plan): string {
  const { nodes, network, kubernetes } = plan.homelab;
  const { podCidrs, serviceCidrs } = plan.facts;
  const offer = (name: string): Json => plan.capabilities.get(name)?.attributes.value ?? {};
  const attribute = (value: Json, key: string): Json => (isObject(value) ? (value[key] ?? null) : null);
  const outside = publicGatewayAddress(plan);
  const pools = attribute(offer("load-balancer"), "pools");
  const rows: (readonly [address: string, what: string])[] = [
    ...plan.facts.lanCidrs.map((cidr) => [cidr, "LAN"] as const),
    [network.lan.gateway, "router"],
    ...(network.lan.ipv6?.gateway === undefined ? [] : [[network.lan.ipv6.gateway, "router"] as const]),
    ...(network.lan.dhcp === undefined ? [] : [[network.lan.dhcp, "handed out by DHCP"] as const]),
    ...(network.lan.ipv6?.dhcp === undefined
      ? []
      : [[network.lan.ipv6.dhcp, "handed out by DHCPv6"] as const]),
    ...(network.storageLan === undefined ? [] : [[network.storageLan.cidr, "storage LAN"] as const]),
    ...nodes.flatMap(({ address, ipv6, name, role }) =>
      [address, ...(ipv6 === undefined ? [] : [ipv6])].map((own) => [own, `${name}, ${role}`] as const),
    ),
    ...(kubernetes.endpoint === undefined ? [] : [[kubernetes.endpoint, "API endpoint"] as const]),
    ...(isArray(pools) ? pools.map((pool) => [String(pool), "load balancer's pool"] as const) : []),
    ...["address", "ipv6"].flatMap((key) => gateway(attribute(offer("gateway"), key))),
    ...(outside === undefined
      ? []
      : [[outside, "public gateway: the router passes ports on to it"] as const]),
    ...podCidrs.map((cidr) => [cidr, "pods"] as const),
    ...serviceCidrs.map((cidr) => [cidr, "Services"] as const),
    // K3s and kubeadm give the name server the tenth address of each range.
    ...serviceCidrs.map((cidr) => [nthAddress(cidr, 10), "name server inside of the cluster"] as const),
  ];
  const addresses = table(
    ["address", "what"],
    [...rows].sort(byAddress).map(([address, what]) => [code(address), plain(what)]),
  );
  // https://docs.k3s.io/networking/basic-network-options#dual-stack-ipv4--ipv6-networking
  return plan.facts.dualStack
    ? `${addresses}\n\nWhether there are one or two families of addresses is settled with the first start of ${distributionOf(plan).title}: a running cluster keeps what it has.`
    : addresses;
}

const gateway = (address: Json): (readonly [string, string])[] =>
  typeof address === "string" ? [[address, "gateway: host names point here"]] : [];

/** Numbers before names, IPv4 before IPv6, wider ranges before what lies in them. */
function byAddress([a]: readonly [string, string], [b]: readonly [string, string]): number {
  const x = parseRange(a) ?? parseAddress(a);
  const y = parseRange(b) ?? parseAddress(b);
  if (x === undefined || y === undefined) return x === y ? (a < b ? -1 : 1) : x === undefined ? 1 : -1;
  if (x.family !== y.family) return x.family - y.family;
  if (x.first !== y.first) return x.first < y.first ? -1 : 1;
  return x.last === y.last ? 0 : x.last > y.last ? -1 : 1;
}
