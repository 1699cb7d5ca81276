import { formatAddress, parseCidr } from "../values/address.ts";

/** What a machine says about its network, as text and data; reading it is the command's business. */
export interface Machine {
  readonly interfaces: readonly NetworkInterface[];
  /** Linux' routing table for IPv4, as /proc/net/route; empty where there is none. */
  readonly routes: string;
  /** The resolver's settings, as /etc/resolv.conf; empty where there are none. */
  readonly resolver: string;
}

/** One IPv4 address of a network card. */
export interface NetworkInterface {
  readonly name: string;
  /** With the prefix length: `192.168.178.20/24`. */
  readonly cidr: string;
}

/** The network that a machine is in. */
export interface Lan {
  readonly interface: string;
  readonly cidr: string;
  /** The machine's own address. */
  readonly own: string;
  readonly gateway?: string;
  /** Name servers, without those on the machine itself. */
  readonly dns: readonly string[];
  /** Domain that names are looked up in. */
  readonly search?: string;
}

/** Networks that live in one machine: of containers, virtual machines and tunnels. */
const VIRTUAL =
  /^(lo|docker|br-|veth|virbr|vmnet|vbox|cni|flannel|cilium|lxc|cali|kube|tailscale|zt|wg|tun|tap|utun|bridge|awdl|llw)/;

/** The LAN that the machine's default route leads through, or that its first real network card is in. */
export function detectLan({ interfaces, routes, resolver }: Machine): Lan | undefined {
  const route = defaultRoute(routes);
  const card =
    interfaces.find(({ name }) => name === route?.interface) ??
    interfaces.find(({ name }) => !VIRTUAL.test(name));
  const [own = "", prefix = ""] = card?.cidr.split("/") ?? [];
  const network = parseCidr(card?.cidr ?? "");
  if (card === undefined || network === undefined || network.prefix > MOST_SPECIFIC) return undefined;
  const search = /^(?:search|domain)[ \t]+([^\s.][^\s]*)/m.exec(resolver)?.[1]?.replace(/\.$/, "");
  return {
    interface: card.name,
    cidr: `${formatAddress(network.family, network.first)}/${prefix}`,
    own,
    ...(route?.interface === card.name ? { gateway: route.gateway } : {}),
    dns: [...resolver.matchAll(/^nameserver[ \t]+(\S+)/gm)]
      .map(([, address]) => address ?? "")
      .filter((address) => !/^(127\.|::1$)/.test(address)),
    ...(search === undefined ? {} : { search: search.toLowerCase() }),
  };
}

/** A network of two addresses or one has no room for a homelab. */
const MOST_SPECIFIC = 30;

/**
 * The route to everywhere with the smallest metric. Columns: interface, destination, gateway, flags, reference count,
 * use, metric, mask (fib_route_seq_show in Linux' net/ipv4/fib_trie.c). Addresses are numbers in the byte order of the
 * machine; big-endian ones (s390x) are no one's desk.
 */
function defaultRoute(table: string): { readonly interface: string; readonly gateway: string } | undefined {
  const routes = table.split("\n").flatMap((line) => {
    const [name = "", destination, gateway = "", , , , metric, mask] = line.trim().split(/\s+/);
    const isDefault =
      destination === "00000000" && mask === "00000000" && /^(?!0{8})[0-9A-F]{8}$/i.test(gateway);
    return isDefault ? [{ interface: name, gateway: addressOf(gateway), metric: Number(metric) }] : [];
  });
  return routes.sort((a, b) => a.metric - b.metric)[0];
}

const addressOf = (hex: string): string =>
  [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(".");
