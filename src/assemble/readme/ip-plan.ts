import type { Plan } from "../../plan/model.ts";
import { parseAddress, parseRange } from "../../values/address.ts";
import { isArray, isObject, type Json } from "../../values/json.ts";
import { code, plain, table } from "./markdown.ts";

/** Who has which address, in the order of the addresses. */
export function ipPlan(plan: Plan): string {
  const { nodes, network, kubernetes } = plan.homelab;
  const offer = (name: string): Json => plan.capabilities.get(name)?.attributes.value ?? {};
  const attribute = (value: Json, key: string): Json => (isObject(value) ? (value[key] ?? null) : null);
  const pools = attribute(offer("load-balancer"), "pools");
  const rows: (readonly [address: string, what: string])[] = [
    [network.lan.cidr, "LAN"],
    [network.lan.gateway, "router"],
    ...(network.lan.dhcp === undefined ? [] : [[network.lan.dhcp, "handed out by DHCP"] as const]),
    ...(network.storageLan === undefined ? [] : [[network.storageLan.cidr, "storage LAN"] as const]),
    ...nodes.map((node) => [node.address, `${node.name}, ${node.role}`] as const),
    ...(kubernetes.endpoint === undefined ? [] : [[kubernetes.endpoint, "API endpoint"] as const]),
    ...(isArray(pools) ? pools.map((pool) => [String(pool), "load balancer's pool"] as const) : []),
    ...gateway(attribute(offer("gateway"), "address")),
    [kubernetes.podCidr, "pods"],
    [kubernetes.serviceCidr, "Services"],
    [plan.facts.dnsAddress, "name server inside of the cluster"],
  ];
  return table(
    ["address", "what"],
    [...rows].sort(byAddress).map(([address, what]) => [code(address), plain(what)]),
  );
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
