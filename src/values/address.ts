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

/** An address as a range of one; undefined where the text is none. */
export function parseAddress(text: string): AddressRange | undefined {
  if (!ipaddr.isValid(text) || (!text.includes(":") && !ipaddr.IPv4.isValidFourPartDecimal(text)))
    return undefined;
  const address = ipaddr.parse(text);
  const value = address.toByteArray().reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  return { family: address.kind() === "ipv4" ? 4 : 6, first: value, last: value };
}

/** A network such as 192.168.1.0/24; undefined where the text is none. */
export function parseCidr(text: string): Cidr | undefined {
  const [head = "", length = ""] = text.split("/");
  const address = parseAddress(head);
  if (address === undefined || !/^\d{1,3}$/.test(length) || text.split("/").length !== 2) return undefined;
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

/** `first-last`, a network, or one address; undefined where the text is none of them. Ends may be the wrong way round. */
export function parseRange(text: string): AddressRange | undefined {
  const [from = "", to, ...more] = text.split("-").map((end) => end.trim());
  if (to === undefined) return parseCidr(from) ?? parseAddress(from);
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

/** The text of an address. */
export function formatAddress(family: Family, value: bigint): string {
  const length = BITS[family] / 8;
  const bytes = Array.from({ length }, (_, index) =>
    Number((value >> BigInt(8 * (length - 1 - index))) & 255n),
  );
  return ipaddr.fromByteArray(bytes).toString();
}

/** The address at a position of a network: 10.43.0.10 is the tenth of 10.43.0.0/16. */
export function nthAddress(cidr: string, position: number): string {
  const network = parseCidr(cidr);
  if (network === undefined) throw new Error(`not a network: ${cidr}`);
  return formatAddress(network.family, network.first + BigInt(position));
}

/** The first and last address of an IPv4 network cannot be given to a host; in /31 and /32 there are no others (RFC 3021). */
export function isReserved(network: Cidr, address: AddressRange): boolean {
  if (network.family !== 4 || network.prefix >= 31 || !contains(network, address)) return false;
  return address.first === network.first || address.last === network.last;
}
