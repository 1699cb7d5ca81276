import ipaddr from "ipaddr.js";

export type Family = 4 | 6;

/** Addresses from the first to the last, both included. A single address is a range of one. */
export interface AddressRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

/** A network in CIDR notation, with its prefix length. */
export interface Cidr extends AddressRange {
  readonly prefix: number;
  /** True where the text names the network's own first address. */
  readonly canonical: boolean;
}

const BITS = { 4: 32, 6: 128 } as const;

/**
 * An address as a range of one; undefined where the text is none. IPv4 has four decimal parts without leading zeros,
 * which some programs read as octal; IPv6 has no zone (`%eth0`), which means something on one machine only.
 */
export function parseAddress(text: string): AddressRange | undefined {
  const isIpv6 = text.includes(":");
  const isSound = isIpv6
    ? !text.includes("%") && ipaddr.IPv6.isValid(text)
    : ipaddr.IPv4.isValidFourPartDecimal(text);
  if (!isSound) return undefined;
  const value = ipaddr
    .parse(text)
    .toByteArray()
    .reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  return { family: isIpv6 ? 6 : 4, first: value, last: value };
}

/** A network such as 192.168.1.0/24; undefined where the text is none. */
export function parseCidr(text: string): Cidr | undefined {
  const [head = "", length = "", ...more] = text.split("/");
  const address = parseAddress(head);
  if (address === undefined || !/^(0|[1-9]\d{0,2})$/.test(length) || more.length > 0) return undefined;
  const bits = BITS[address.family];
  const prefix = Number(length);
  if (prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const first = address.first - (address.first % size);
  return {
    family: address.family,
    first,
    last: first + size - 1n,
    prefix,
    canonical: first === address.first,
  };
}

/** `first-last` or a network; undefined where the text is neither. The ends may be the wrong way round. */
export function parseRange(text: string): AddressRange | undefined {
  const [from = "", to, ...more] = text.split("-");
  if (to === undefined) return parseCidr(from);
  const first = parseAddress(from);
  const last = parseAddress(to);
  if (first === undefined || last === undefined || first.family !== last.family || more.length > 0)
    return undefined;
  return { family: first.family, first: first.first, last: last.first };
}

export const contains = (outer: AddressRange, inner: AddressRange): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;

export const overlaps = (a: AddressRange, b: AddressRange): boolean =>
  a.family === b.family && a.first <= b.last && b.first <= a.last;

/** The text of an address; IPv6 in the form of RFC 5952. */
export function formatAddress(family: Family, value: bigint): string {
  const length = BITS[family] / 8;
  const bytes = Array.from({ length }, (_, index) =>
    Number((value >> BigInt(8 * (length - 1 - index))) & 255n),
  );
  return ipaddr.fromByteArray(bytes).toString();
}

/** The mask of an IPv4 network in dotted form; undefined where the text is none. */
export function netmask(cidr: string): string | undefined {
  const network = parseCidr(cidr);
  if (network?.family !== 4) return undefined;
  const hosts = (1n << BigInt(BITS[4] - network.prefix)) - 1n;
  return formatAddress(4, 0xffffffffn - hosts);
}

/** The fewest networks that are together a range, in their order: of 10.0.0.1-10.0.0.3 these are 10.0.0.1/32 and 10.0.0.2/31. */
export function networksOf({ family, first, last }: AddressRange): readonly string[] {
  const found: string[] = [];
  for (let at = first; at <= last; ) {
    let hosts = 0;
    while (hosts < BITS[family]) {
      const size = 1n << BigInt(hosts + 1);
      if (at % size !== 0n || at + size - 1n > last) break;
      hosts++;
    }
    found.push(`${formatAddress(family, at)}/${BITS[family] - hosts}`);
    at += 1n << BigInt(hosts);
  }
  return found;
}

/** The address at a position of a network: 10.43.0.10 is the tenth of 10.43.0.0/16. */
export function nthAddress(cidr: string, position: number): string {
  const network = parseCidr(cidr);
  if (network === undefined) throw new Error(`not a network: ${cidr}`);
  return formatAddress(network.family, network.first + BigInt(position));
}

/**
 * Whether a range holds an address of a network that no host can have: the first and the last one of an IPv4 network
 * (none in /31 and /32, RFC 3021), the first one of an IPv6 network (Subnet-Router anycast, RFC 4291 2.6.1).
 */
export function isReserved(network: Cidr, range: AddressRange): boolean {
  const bits = BITS[network.family];
  if (network.prefix >= bits - 1) return false;
  const reserved = network.family === 4 ? [network.first, network.last] : [network.first];
  return reserved.some((value) => contains(range, { family: network.family, first: value, last: value }));
}

/** A host as it stands in a URL and in front of a port. https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2 */
export const urlHost = (host: string): string => (host.includes(":") ? `[${host}]` : host);
