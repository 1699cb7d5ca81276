import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { contains, formatAddress, isReserved, overlaps } from "../../values/address.ts";
import * as messages from "../address-messages.ts";
import { type Entry, freeAddress, type Ledger, lanOf, readLedger } from "../ledger.ts";
import type { View } from "../view.ts";

/** Every address and range of a homelab against every other one. */
export function addressRules(view: View): readonly Diagnostic[] {
  const ledger = readLedger(view);
  return [
    ...forms(view, ledger),
    ...networks(view, ledger),
    ...hosts(view, ledger),
    ...ranges(view, ledger),
    ...members(view, ledger),
  ];
}

/** Networks are written with their first address, ranges with the lower end first. */
function forms(view: View, { networks: all, dhcp, pools }: Ledger): readonly Diagnostic[] {
  return [
    ...all
      .filter(({ cidr }) => !cidr.canonical)
      .map(({ cidr, path }) =>
        messages.hostBits(view, path, `${formatAddress(cidr.family, cidr.first)}/${cidr.prefix}`),
      ),
    ...[...pools, ...dhcp]
      .filter(({ range }) => range.last < range.first)
      .map(({ range, path }) =>
        messages.wrongOrder(
          view,
          path,
          `${formatAddress(range.family, range.last)}-${formatAddress(range.family, range.first)}`,
        ),
      ),
  ];
}

function networks(view: View, { networks: all }: Ledger): readonly Diagnostic[] {
  return all.flatMap((network, index) => {
    const other = all.slice(0, index).find((earlier) => overlaps(earlier.range, network.range));
    return other === undefined
      ? []
      : [messages.rangesOverlap(view, sentence(network.what), network.path, other.what, other.path)];
  });
}

function hosts(view: View, ledger: Ledger): readonly Diagnostic[] {
  const { hosts: machines, externals, dhcp } = ledger;
  return [...machines, ...externals].flatMap((host, index, all) => {
    const { what, path, text, range } = host;
    const isOurs = index < machines.length;
    const free = freeAddress(ledger, range.family);
    const lan = lanOf(ledger, range.family);
    // One machine, such as a NAS, may serve several things.
    const others = isOurs ? all.slice(0, index) : machines;
    const first = others.find((earlier) => overlaps(earlier.range, range));
    if (first !== undefined)
      return [messages.addressTwice(view, text, what, path, first.what, first.path, free)];
    if (lan === undefined || isLinkLocalRouter(host)) return [];
    if (!contains(lan.range, range)) return isOurs ? [messages.outside(view, host, lan, free)] : [];
    if (isReserved(lan.cidr, range)) return [messages.reserved(view, sentence(what), text, path, free)];
    // The router may give a machine that is not ours one address always.
    const handedOut = isOurs ? dhcp.find((other) => overlaps(other.range, range)) : undefined;
    return handedOut === undefined
      ? []
      : [messages.inDhcp(view, sentence(what), text, path, handedOut, free)];
  });
}

/** Routers of IPv6 may be named by the address that they have on the cable. RFC 4291 2.5.6 */
const isLinkLocalRouter = ({ path, range }: Entry): boolean =>
  path.join(".") === "network.lan.ipv6.gateway" && range.first >> 118n === 0xfe80n >> 6n;

/** Pools are apart from each other, from DHCP, from machines and from the cluster's own ranges. */
function ranges(view: View, ledger: Ledger): readonly Diagnostic[] {
  const { lans, networks: all, hosts: machines, externals, dhcp, pools } = ledger;
  return [
    ...dhcp.flatMap((handedOut) => {
      const lan = lanOf(ledger, handedOut.range.family);
      return lan === undefined || contains(lan.range, handedOut.range)
        ? []
        : [messages.outside(view, handedOut, lan, undefined)];
    }),
    ...pools.flatMap((pool, index) => {
      const lan = lanOf(ledger, pool.range.family)?.cidr;
      const others: readonly Entry[] = [
        ...dhcp,
        ...machines,
        ...externals,
        ...pools.slice(0, index),
        // A network that overlaps the LAN is told as that.
        ...all.filter(({ range }) => !lans.some((other) => overlaps(other.range, range))),
      ];
      const clash = others.find((other) => overlaps(other.range, pool.range));
      const isReservedPool = lan !== undefined && contains(lan, pool.range) && isReserved(lan, pool.range);
      return [
        ...(clash === undefined
          ? []
          : [messages.rangesOverlap(view, `The pool \`${pool.text}\``, pool.path, clash.what, clash.path)]),
        ...(isReservedPool ? [messages.reservedInPool(view, pool.text, pool.path)] : []),
      ];
    }),
  ];
}

/** An address that is taken from a pool is in one; where there is no pool, it is a machine on the LAN like others. */
function members(view: View, ledger: Ledger): readonly Diagnostic[] {
  const [pool] = ledger.pools;
  if (pool === undefined) return hosts(view, { ...ledger, hosts: ledger.members, externals: [] });
  return ledger.members
    .filter(({ range }) => !ledger.pools.some((candidate) => contains(candidate.range, range)))
    .map(({ text, path, range }) => {
      const near = ledger.pools.find((candidate) => candidate.range.family === range.family);
      return messages.notInPool(view, text, path, near ?? pool);
    });
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
