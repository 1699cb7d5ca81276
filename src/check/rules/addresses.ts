import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { contains, formatAddress, isReserved, overlaps } from "../../values/address.ts";
import { type Entry, freeAddress, type Ledger, readLedger } from "../ledger.ts";
import * as messages from "../messages.ts";
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

/** Networks are written with their first address, ranges with the lower end first, and all are of the LAN's family. */
function forms(
  view: View,
  { lan, networks: all, hosts: machines, dhcp, pools }: Ledger,
): readonly Diagnostic[] {
  const ordered = [...pools, ...(dhcp === undefined ? [] : [dhcp])];
  return [
    ...all
      .filter(({ cidr }) => !cidr.canonical)
      .map(({ cidr, path }) =>
        messages.hostBits(view, path, `${formatAddress(cidr.family, cidr.first)}/${cidr.prefix}`),
      ),
    ...ordered
      .filter(({ range }) => range.last < range.first)
      .map(({ range, path }) =>
        messages.wrongOrder(
          view,
          path,
          `${formatAddress(range.family, range.last)}-${formatAddress(range.family, range.first)}`,
        ),
      ),
    ...[...machines, ...ordered]
      .filter(({ range }) => lan !== undefined && range.family !== lan.family)
      .map(({ what, path }) => messages.otherFamily(view, sentence(what), path)),
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
  const { lan, hosts: machines, externals, dhcp } = ledger;
  const free = freeAddress(ledger);
  const lanText = view.text(["network", "lan", "cidr"]) ?? "";
  return [...machines, ...externals].flatMap((host, index, all) => {
    const { what, path, text, range } = host;
    const isOurs = index < machines.length;
    // One machine, such as a NAS, may serve several things.
    const others = isOurs ? all.slice(0, index) : machines;
    const first = others.find((earlier) => overlaps(earlier.range, range));
    if (first !== undefined)
      return [messages.addressTwice(view, text, what, path, first.what, first.path, free)];
    if (lan === undefined || range.family !== lan.family) return [];
    if (!isOurs && !contains(lan, range)) return [];
    if (!contains(lan, range)) return [messages.outside(view, sentence(what), text, lanText, path, free)];
    if (isReserved(lan, range)) return [messages.reserved(view, sentence(what), text, path, free)];
    // The router may give a machine that is not ours one address always.
    return isOurs && dhcp !== undefined && overlaps(dhcp.range, range)
      ? [messages.inDhcp(view, sentence(what), text, path, free)]
      : [];
  });
}

/** Pools are apart from each other, from DHCP, from machines and from the cluster's own ranges. */
function ranges(view: View, ledger: Ledger): readonly Diagnostic[] {
  const { lan, networks: all, hosts: machines, externals, dhcp, pools } = ledger;
  const outsideLan =
    dhcp !== undefined && lan !== undefined && dhcp.range.family === lan.family && !contains(lan, dhcp.range);
  return [
    ...(outsideLan
      ? [
          messages.outside(
            view,
            "The DHCP range",
            dhcp.text,
            view.text(["network", "lan", "cidr"]) ?? "",
            dhcp.path,
            undefined,
          ),
        ]
      : []),
    ...pools.flatMap((pool, index) => {
      const others: readonly Entry[] = [
        ...(dhcp === undefined ? [] : [dhcp]),
        ...machines,
        ...externals,
        ...pools.slice(0, index),
        // A network that overlaps the LAN is told as that.
        ...all.filter(({ range }) => lan === undefined || !overlaps(lan, range)),
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
    .map(({ text, path }) => messages.notInPool(view, text, path, pool));
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
