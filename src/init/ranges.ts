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

/** Addresses of a load balancer are for Services, of which a homelab has a handful. */
const POOL_SIZE = 20n;
/** Fewer are not worth a pool where there is a larger gap. */
const POOL_ROOM = 8n;
/** The first addresses of a LAN are kept for routers, switches and access points. */
const FIRST_HOST = 11n;

/** Where a LAN has room. */
export interface Suggestions {
  /** The first of `count` addresses in a row; undefined where there is no room. */
  hosts(count: number, taken?: readonly string[]): string | undefined;
  /** A range for a load balancer, behind the others where that is possible. */
  pool(taken: readonly string[]): string | undefined;
}

/**
 * Room on a LAN beside what is known to be used.
 * @param used addresses and ranges as text; what cannot be read is left out
 */
export function suggestions(lan: string, used: readonly string[]): Suggestions {
  const network = parseCidr(lan);
  const gaps = (more: readonly string[]) =>
    network === undefined ? [] : gapsOf(network, [...used, ...more]);
  const text = (value: bigint) => formatAddress(network?.family ?? 4, value);
  return {
    hosts(count, taken = []) {
      if (network === undefined) return undefined;
      const start = network.first + FIRST_HOST;
      const above = gaps(taken).map(({ first, last }) => ({ first: first < start ? start : first, last }));
      const fits = ({ first, last }: Gap) => last - first + 1n >= BigInt(count);
      const gap = above.find(fits) ?? gaps(taken).find(fits);
      return gap === undefined ? undefined : text(gap.first);
    },
    pool(taken) {
      const all = gaps(taken);
      const size = ({ first, last }: Gap) => last - first + 1n;
      const gap =
        all.findLast((each) => size(each) >= POOL_ROOM) ??
        [...all].sort((a, b) => (size(a) > size(b) ? -1 : 1))[0];
      if (gap === undefined) return undefined;
      const last = size(gap) > POOL_SIZE ? gap.first + POOL_SIZE - 1n : gap.last;
      return `${text(gap.first)}-${text(last)}`;
    },
  };
}

type Gap = Pick<AddressRange, "first" | "last">;

/** What is free, in ascending order. */
function gapsOf(network: Cidr, used: readonly string[]): readonly Gap[] {
  const ends = [network.first, network.last].map((value) => ({
    family: network.family,
    first: value,
    last: value,
  }));
  const taken = [...used.flatMap(rangeOf), ...ends.filter((end) => isReserved(network, end))]
    .filter((range) => overlaps(network, range))
    .sort((a, b) => (a.first < b.first ? -1 : 1));
  const gaps: Gap[] = [];
  let next = network.first;
  for (const { first, last } of taken) {
    if (first > next) gaps.push({ first: next, last: first - 1n });
    if (last >= next) next = last + 1n;
  }
  if (next <= network.last) gaps.push({ first: next, last: network.last });
  return gaps;
}

function rangeOf(text: string): readonly AddressRange[] {
  const range = parseAddress(text) ?? parseRange(text);
  return range === undefined ? [] : [range];
}

/** `count` addresses from the first one on. */
export function addressesFrom(first: string, count: number): readonly string[] {
  const start = parseAddress(first);
  if (start === undefined) return [];
  return Array.from({ length: count }, (_, index) =>
    formatAddress(start.family, start.first + BigInt(index)),
  );
}

/**
 * The range that a router is likely to hand out: nobody can see it from outside. A Fritz!Box, whose network is
 * 192.168.178.0/24, hands out .20 to .200 as delivered; many others begin at .100. Undefined for networks that are smaller
 * than a /24, and for IPv6, where hosts make their addresses themselves.
 */
export function likelyDhcp(lan: string): string | undefined {
  const network = parseCidr(lan);
  if (network === undefined || network.family === 6 || network.prefix > 24) return undefined;
  const [from, to] = lan === "192.168.178.0/24" ? [20n, 200n] : [100n, 199n];
  return `${formatAddress(4, network.first + from)}-${formatAddress(4, network.first + to)}`;
}
