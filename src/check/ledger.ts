import {
  type AddressRange,
  type Cidr,
  type Family,
  formatAddress,
  isReserved,
  overlaps,
  parseAddress,
  parseCidr,
  parseRange,
} from "../values/address.ts";
import { getAt, isArray, type Path } from "../values/json.ts";
import type { View } from "./view.ts";

/** Something on the network that has an address or a range of them. */
export interface Entry {
  /** In the words of a sentence: "the node `pi1`". */
  readonly what: string;
  readonly path: Path;
  readonly text: string;
  readonly range: AddressRange;
  /** True where only the family of `network.lan.cidr` will do; the other one has a key of its own. */
  readonly isFirst?: boolean;
}

export type NetworkRole = "lan" | "storage" | "pods" | "services";

export interface Network extends Entry {
  readonly role: NetworkRole;
  readonly cidr: Cidr;
}

/** Everything in a homelab that has addresses, as far as it can be read. */
export interface Ledger {
  /** The LAN's networks: that of `network.lan.cidr`, whose family comes first, and that of IPv6 beside it. */
  readonly lans: readonly Network[];
  readonly networks: readonly Network[];
  /** Machines and virtual addresses that must be on the LAN. */
  readonly hosts: readonly Entry[];
  /** Machines that are not k8sgen's, such as a NAS. */
  readonly externals: readonly Entry[];
  /** What DHCP hands out, by family. */
  readonly dhcp: readonly Entry[];
  readonly pools: readonly Entry[];
  /** Addresses that are taken from a pool. */
  readonly members: readonly Entry[];
  /** Name servers, on the LAN or elsewhere; the router may be one of them. */
  readonly resolvers: readonly Entry[];
  /** Routers that nodes talk to; the router of the LAN may be one of them. */
  readonly neighbors: readonly Entry[];
}

const LAN = ["network", "lan"] as const;

const NETWORKS: readonly (readonly [role: NetworkRole, path: Path, what: string])[] = [
  ["lan", [...LAN, "cidr"], "the LAN"],
  ["lan", [...LAN, "ipv6", "cidr"], "the LAN's IPv6 network"],
  ["storage", ["network", "storageLan", "cidr"], "the storage LAN"],
  ["pods", ["kubernetes", "podCidr"], "the pod range"],
  ["services", ["kubernetes", "serviceCidr"], "the service range"],
  ["pods", ["kubernetes", "ipv6", "podCidr"], "the IPv6 pod range"],
  ["services", ["kubernetes", "ipv6", "serviceCidr"], "the IPv6 service range"],
];

type Parse = (text: string) => AddressRange | undefined;

const six =
  <T extends AddressRange>(parse: (text: string) => T | undefined) =>
  (text: string): T | undefined => {
    const range = parse(text);
    return range?.family === 6 ? range : undefined;
  };

export function readLedger(view: View): Ledger {
  const entry = (path: Path, what: string, parse: Parse): readonly Entry[] => {
    const text = view.text(path);
    const range = text === undefined ? undefined : parse(text);
    return text === undefined || range === undefined ? [] : [{ what, path, text, range }];
  };
  const first = (path: Path, what: string, parse: Parse): readonly Entry[] =>
    entry(path, what, parse).map((found) => ({ ...found, isFirst: true }));
  const networks = NETWORKS.flatMap(([role, path, what]): readonly Network[] => {
    const text = view.text(path) ?? "";
    const cidr = (path.includes("ipv6") ? six(parseCidr) : parseCidr)(text);
    return cidr === undefined ? [] : [{ role, what, path, text, range: cidr, cidr }];
  });
  const marked = (role: string) =>
    view.annotated("x-k8sgen-address").filter(({ annotation }) => annotation === role);
  const named = (role: string, parse: Parse) =>
    marked(role).flatMap(({ path, value }) =>
      isArray(value)
        ? value.flatMap((_, index) => entry([...path, index], describe(path), parse))
        : entry(path, describe(path), parse),
    );
  const nodes = view.list(["nodes"]).flatMap((node, index) => {
    const what = `the node \`${String(getAt(node, ["name"]) ?? index)}\``;
    return [
      ...first(["nodes", index, "address"], what, parseAddress),
      ...entry(["nodes", index, "ipv6"], what, six(parseAddress)),
    ];
  });
  return {
    lans: lansOf(networks),
    networks,
    hosts: [
      ...first([...LAN, "gateway"], "the router", parseAddress),
      ...entry([...LAN, "ipv6", "gateway"], "the router", six(parseAddress)),
      ...nodes,
      ...endpoint(view, entry(["kubernetes", "endpoint"], "the API endpoint", parseAddress)),
      ...named("host", parseAddress),
    ],
    externals: named("external", parseAddress),
    dhcp: [
      ...first([...LAN, "dhcp"], "the DHCP range", parseRange),
      ...entry([...LAN, "ipv6", "dhcp"], "the DHCPv6 range", six(parseRange)),
    ],
    pools: named("pool", parseRange),
    members: named("member", parseAddress),
    neighbors: named("neighbor", parseAddress),
    resolvers: view
      .list([...LAN, "dns"])
      .flatMap((_, index) => entry([...LAN, "dns", index], "a name server", parseAddress)),
  };
}

/** Of two networks of IPv6 the one that stands where IPv4 belongs is told as that, and nothing is compared with it. */
function lansOf(networks: readonly Network[]): readonly Network[] {
  const [first, second] = networks.filter(({ role }) => role === "lan");
  if (first === undefined || second === undefined) return first === undefined ? [] : [first];
  return first.cidr.family === second.cidr.family ? [second] : [first, second];
}

/** With one server the endpoint may be that server itself, and is no address of its own; servers have a rule of theirs. */
function endpoint(view: View, entries: readonly Entry[]): readonly Entry[] {
  const addresses = view
    .list(["nodes"])
    .filter((node) => getAt(node, ["role"]) === "server")
    .flatMap((node) => [getAt(node, ["address"]), getAt(node, ["ipv6"])]);
  return entries.filter(({ text }) => !addresses.includes(text));
}

const describe = (path: Path): string => `\`${path.filter((step) => typeof step === "string").join(".")}\``;

/** The LAN's network of a family; undefined where it has none. */
export const lanOf = ({ lans }: Ledger, family: Family): Network | undefined =>
  lans.find(({ cidr }) => cidr.family === family);

/** The first address of the LAN that nothing uses; undefined where there is none, or no LAN of that family. */
export const freeAddress = (ledger: Ledger, family: Family): string | undefined =>
  freeAddresses(ledger, family, 1)[0];

/** The first addresses of the LAN that nothing uses and a host can have; fewer where there are no more. */
export function freeAddresses(ledger: Ledger, family: Family, count: number): readonly string[] {
  const { hosts, externals, dhcp, pools, members, resolvers, neighbors } = ledger;
  const lan = lanOf(ledger, family)?.cidr;
  if (lan === undefined) return [];
  const taken = [hosts, externals, pools, members, resolvers, neighbors, dhcp]
    .flat()
    .map(({ range }) => range);
  const free: string[] = [];
  let value = lan.first;
  while (value <= lan.last && free.length < count) {
    const candidate: AddressRange = { family, first: value, last: value };
    const user = taken.find((range) => overlaps(range, candidate));
    if (user === undefined && !isReserved(lan, candidate)) free.push(formatAddress(family, value));
    // A whole range at once: pools of IPv6 have no end that could be counted to.
    value = (user?.last ?? value) + 1n;
  }
  return free;
}
