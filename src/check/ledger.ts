import {
  type AddressRange,
  type Cidr,
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
}

/** Everything in a homelab that has addresses, as far as it can be read. */
export interface Ledger {
  readonly lan?: Cidr;
  readonly networks: readonly (Entry & { readonly cidr: Cidr })[];
  /** Machines and virtual addresses that must be on the LAN. */
  readonly hosts: readonly Entry[];
  /** Machines that are not k8sgen's, such as a NAS. */
  readonly externals: readonly Entry[];
  readonly dhcp?: Entry;
  readonly pools: readonly Entry[];
  /** Addresses that are taken from a pool. */
  readonly members: readonly Entry[];
  /** Name servers, on the LAN or elsewhere; the router may be one of them. */
  readonly resolvers: readonly Entry[];
  /** Routers that nodes talk to; the router of the LAN may be one of them. */
  readonly neighbors: readonly Entry[];
}

const NETWORKS: readonly (readonly [Path, string])[] = [
  [["network", "lan", "cidr"], "the LAN"],
  [["network", "storageLan", "cidr"], "the storage LAN"],
  [["kubernetes", "podCidr"], "the pod range"],
  [["kubernetes", "serviceCidr"], "the service range"],
];

export function readLedger(view: View): Ledger {
  const entry = (
    path: Path,
    what: string,
    parse: (text: string) => AddressRange | undefined,
  ): readonly Entry[] => {
    const text = view.text(path);
    const range = text === undefined ? undefined : parse(text);
    return text === undefined || range === undefined ? [] : [{ what, path, text, range }];
  };
  const networks = NETWORKS.flatMap(([path, what]) => {
    const cidr = parseCidr(view.text(path) ?? "");
    return cidr === undefined ? [] : [{ what, path, text: view.text(path) ?? "", range: cidr, cidr }];
  });
  const [dhcp] = entry(["network", "lan", "dhcp"], "the DHCP range", parseRange);
  const marked = (role: string) =>
    view.annotated("x-k8sgen-address").filter(({ annotation }) => annotation === role);
  const named = (role: string, parse: (text: string) => AddressRange | undefined) =>
    marked(role).flatMap(({ path, value }) =>
      isArray(value)
        ? value.flatMap((_, index) => entry([...path, index], describe(path), parse))
        : entry(path, describe(path), parse),
    );
  const lan = networks.find(({ what }) => what === "the LAN")?.cidr;
  return {
    ...(lan === undefined ? {} : { lan }),
    networks,
    hosts: [
      ...entry(["network", "lan", "gateway"], "the router", parseAddress),
      ...view
        .list(["nodes"])
        .flatMap((node, index) =>
          entry(
            ["nodes", index, "address"],
            `the node \`${String(getAt(node, ["name"]) ?? index)}\``,
            parseAddress,
          ),
        ),
      ...endpoint(view, entry(["kubernetes", "endpoint"], "the API endpoint", parseAddress)),
      ...named("host", parseAddress),
    ],
    externals: named("external", parseAddress),
    ...(dhcp === undefined ? {} : { dhcp }),
    pools: named("pool", parseRange),
    members: named("member", parseAddress),
    neighbors: named("neighbor", parseAddress),
    resolvers: view
      .list(["network", "lan", "dns"])
      .flatMap((_, index) => entry(["network", "lan", "dns", index], "a name server", parseAddress)),
  };
}

/** With one server the endpoint may be that server itself, and is no address of its own; servers have a rule of theirs. */
function endpoint(view: View, entries: readonly Entry[]): readonly Entry[] {
  const addresses = view
    .list(["nodes"])
    .filter((node) => getAt(node, ["role"]) === "server")
    .map((node) => getAt(node, ["address"]));
  return entries.filter(({ text }) => !addresses.includes(text));
}

const describe = (path: Path): string => `\`${path.filter((step) => typeof step === "string").join(".")}\``;

/** The first address of the LAN that nothing uses; undefined where there is none, or no LAN. */
export const freeAddress = (ledger: Ledger): string | undefined => freeAddresses(ledger, 1)[0];

/** The first addresses of the LAN that nothing uses and a host can have; fewer where there are no more. */
export function freeAddresses(ledger: Ledger, count: number): readonly string[] {
  const { lan, hosts, externals, dhcp, pools, members, resolvers, neighbors } = ledger;
  if (lan === undefined) return [];
  const taken = [hosts, externals, pools, members, resolvers, neighbors, dhcp === undefined ? [] : [dhcp]]
    .flat()
    .map(({ range }) => range);
  const free: string[] = [];
  let value = lan.first;
  while (value <= lan.last && free.length < count) {
    const candidate: AddressRange = { family: lan.family, first: value, last: value };
    const user = taken.find((range) => overlaps(range, candidate));
    if (user === undefined && !isReserved(lan, candidate)) free.push(formatAddress(lan.family, value));
    // A whole range at once: pools of IPv6 have no end that could be counted to.
    value = (user?.last ?? value) + 1n;
  }
  return free;
}
