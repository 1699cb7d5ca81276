import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { contains, overlaps, parseCidr } from "../../values/address.ts";
import { isObject } from "../../values/json.ts";
import * as messages from "../address-messages.ts";
import { type Entry, type Ledger, lanOf, readLedger } from "../ledger.ts";
import type { View } from "../view.ts";

/** Ranges with a meaning of their own in the Internet. https://www.iana.org/assignments/iana-ipv4-special-registry/ */
const SPECIAL: readonly (readonly [cidr: string, use: string])[] = [
  ["0.0.0.0/8", "for machines without an address"],
  ["127.0.0.0/8", "for a machine's talk with itself"],
  ["169.254.0.0/16", "for machines that found no DHCP server"],
  ["224.0.0.0/4", "for groups (multicast)"],
  ["240.0.0.0/4", "for the future"],
  ["::/127", "for a machine's talk with itself"],
  ["fe80::/10", "for single cables (link-local)"],
  ["ff00::/8", "for groups (multicast)"],
];

/** Networks that can be used, machines that can be reached, and pools that are where their provider announces them. */
export function reachRules(view: View): readonly Diagnostic[] {
  const ledger = readLedger(view);
  return [
    ...special(view, ledger),
    ...elsewhere(view, ledger),
    ...neighbors(view, ledger),
    ...pools(view, ledger),
  ];
}

function special(view: View, ledger: Ledger): readonly Diagnostic[] {
  const ranges = [...ledger.networks, ...ledger.pools];
  const machines = [...ledger.externals, ...ledger.resolvers];
  return [...ranges, ...machines].flatMap(({ what, path, text, range }, index) => {
    const found = SPECIAL.find(([cidr]) => {
      const other = parseCidr(cidr);
      return other !== undefined && overlaps(other, range);
    });
    return found === undefined
      ? []
      : [messages.specialRange(view, `${sentence(what)} \`${text}\``, path, found[1], index < ranges.length)];
  });
}

/** Addresses of other machines are not also addresses of pods or services: packets to them would stay in the cluster. */
function elsewhere(
  view: View,
  { networks, lans, externals, resolvers, neighbors: peers }: Ledger,
): readonly Diagnostic[] {
  // Ranges that overlap the LAN itself are told once, not for each machine.
  const own = networks.filter(
    ({ role, range }) =>
      (role === "pods" || role === "services") && !lans.some((lan) => overlaps(lan.range, range)),
  );
  return [...externals, ...resolvers, ...peers].flatMap((entry) => {
    const other = own.find(({ range }) => overlaps(range, entry.range));
    return other === undefined
      ? []
      : [messages.inClusterRange(view, { ...entry, what: sentence(entry.what) }, other)];
  });
}

/** A router that nodes talk to is on the LAN, and is no node. */
function neighbors(view: View, ledger: Ledger): readonly Diagnostic[] {
  const { hosts, pools: all, neighbors: peers } = ledger;
  const others = [...hosts.filter(({ path }) => path[0] === "nodes"), ...all];
  return peers.flatMap((peer) => {
    const { what, path, text, range } = peer;
    const same = others.find((other) => overlaps(other.range, range));
    if (same !== undefined)
      return [messages.addressTwice(view, text, what, path, same.what, same.path, undefined)];
    const lan = lanOf(ledger, range.family);
    return lan === undefined || contains(lan.range, range)
      ? []
      : [messages.outside(view, peer, lan, undefined)];
  });
}

/** `x-k8sgen-reach` says for each value of a key how addresses of the pool beside it are found: on the LAN, or by a router. */
function pools(view: View, ledger: Ledger): readonly Diagnostic[] {
  return view.annotated("x-k8sgen-reach").flatMap(({ path: modePath, value: mode, annotation }) => {
    const reach = isObject(annotation) && typeof mode === "string" ? annotation[mode] : undefined;
    return ledger.pools.flatMap((pool) => {
      const lan = lanOf(ledger, pool.range.family);
      if (lan === undefined || !isBeside(pool, modePath)) return [];
      if (reach === "lan" && !contains(lan.range, pool.range))
        return [messages.poolOffLan(view, pool, String(mode), modePath, lan)];
      return reach === "routed" && overlaps(lan.range, pool.range)
        ? [messages.poolOnLan(view, pool, String(mode), modePath)]
        : [];
    });
  });
}

const isBeside = ({ path }: Entry, key: readonly (string | number)[]): boolean =>
  key.slice(0, -1).every((step, index) => path[index] === step);

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
