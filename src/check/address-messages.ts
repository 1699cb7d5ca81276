import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Path } from "../values/json.ts";
import { formatPath } from "../values/path.ts";
import { fault, sentence } from "./fault.ts";
import type { Entry } from "./ledger.ts";
import { OWN_RANGES } from "./own-ranges.ts";
import type { View } from "./view.ts";

type ClusterRange = Pick<Entry, "what" | "path">;

export const hostBits = (view: View, path: Path, meant: string): Diagnostic =>
  fault(
    "E_CIDR_HOST_BITS",
    "The address is one inside of the network, not the network's own.",
    view,
    path,
    `did you mean \`${meant}\`?`,
  );

export const wrongOrder = (view: View, path: Path, meant: string): Diagnostic =>
  fault("E_RANGE_ORDER", "The range ends before it begins.", view, path, `did you mean \`${meant}\`?`);

/** An address or range that stands where the LAN's other family belongs, or of which the LAN has none. */
export const otherFamily = (
  view: View,
  { what, text, path, range, isFirst }: Entry,
  lan: Entry,
  hasSecond: boolean,
): Diagnostic =>
  fault(
    "E_FAMILY",
    hasSecond && isFirst === true
      ? `${sentence(what)}, \`${text}\`, is IPv${range.family}; this key takes an address of \`${formatPath(lan.path)}\`.`
      : `${sentence(what)} and the LAN are not of one address family.`,
    view,
    path,
    hasSecond && isFirst === true
      ? `IPv${range.family} belongs in \`${sibling(path)}\`; write IPv${lan.range.family} here`
      : `write an address of the LAN, that of \`${formatPath(lan.path)}\`${range.family === 6 ? "; for both families name the LAN's IPv6 network in `network.lan.ipv6`" : ""}`,
    { message: "the LAN:", path: lan.path },
  );

/** The key that takes the same thing of IPv6. */
const sibling = (path: Path): string =>
  path[0] === "nodes"
    ? formatPath([...path.slice(0, -1), "ipv6"])
    : formatPath([...path.slice(0, -1), "ipv6", path.at(-1) ?? ""]);

export const ipv6First = (view: View, first: Entry, second: Entry): Diagnostic =>
  fault(
    "E_FAMILY",
    `\`${formatPath(first.path)}\` is IPv6, and there is an IPv6 network beside it.`,
    view,
    first.path,
    `write the LAN's IPv4 network here; for IPv6 alone leave \`network.lan.ipv6\` out`,
    { message: `${second.what}:`, path: second.path },
  );

/** @param free an address of the network that nothing uses */
export const secondAddressMissing = (
  view: View,
  node: string,
  index: number,
  free: string | undefined,
): Diagnostic =>
  fault(
    "E_REQUIRED",
    `The node \`${node}\` has no \`ipv6\`, and the LAN has an IPv6 network: all nodes need an address in it.`,
    view,
    ["nodes", index],
    free === undefined ? undefined : `add \`ipv6: ${free}\``,
    { message: "the network:", path: ["network", "lan", "ipv6"] },
  );

export const noSecondNetwork = (view: View, path: Path): Diagnostic =>
  fault(
    "E_FAMILY",
    `\`${formatPath(path)}\` needs an IPv6 network of the LAN beside the first one, and there is none.`,
    view,
    path,
    "add `network.lan.ipv6: {cidr: fd00:178::/64}` with the network that the router announces, or take this key away",
    { message: "the LAN:", path: ["network", "lan"] },
  );

/** @param lan the network that it should be in */
export const outside = (
  view: View,
  { what, text, path }: Entry,
  lan: Entry,
  free: string | undefined,
): Diagnostic =>
  fault(
    "E_ADDRESS_OUTSIDE",
    `${sentence(what)}, \`${text}\`, is outside of \`${lan.text}\`.`,
    view,
    path,
    free === undefined ? undefined : `free there: \`${free}\``,
    { message: "the network:", path: lan.path },
  );

export const notInPool = (view: View, address: string, path: Path, pool: Entry): Diagnostic =>
  fault(
    "E_ADDRESS_OUTSIDE",
    `\`${address}\` is not in a pool of the load balancer.`,
    view,
    path,
    `take one of \`${pool.text}\``,
    { message: "the pool:", path: pool.path },
  );

export const reservedInPool = (view: View, pool: string, path: Path): Diagnostic =>
  fault(
    "E_ADDRESS_RESERVED",
    `The pool \`${pool}\` holds the network's own${pool.includes(":") ? " address" : " or its broadcast address"}.`,
    view,
    path,
    pool.includes(":")
      ? "leave the first address of the LAN out"
      : "leave the first and the last address of the LAN out",
  );

export const reserved = (
  view: View,
  what: string,
  address: string,
  path: Path,
  free: string | undefined,
): Diagnostic =>
  fault(
    "E_ADDRESS_RESERVED",
    `${what}, \`${address}\`, is the network's own${address.includes(":") ? " address" : " or its broadcast address"}.`,
    view,
    path,
    free === undefined ? undefined : `free: \`${free}\``,
  );

export const addressTwice = (
  view: View,
  address: string,
  what: string,
  path: Path,
  otherWhat: string,
  other: Path,
  free: string | undefined,
): Diagnostic =>
  fault(
    "E_ADDRESS_DUPLICATE",
    `\`${address}\` is used twice: ${what}, and ${otherWhat}.`,
    view,
    path,
    free === undefined ? undefined : `free: \`${free}\``,
    { message: `${otherWhat}:`, path: other },
  );

export const inDhcp = (
  view: View,
  what: string,
  address: string,
  path: Path,
  dhcp: Entry,
  free: string | undefined,
): Diagnostic =>
  fault(
    "E_ADDRESS_IN_DHCP",
    `${what}, \`${address}\`, is inside ${dhcp.what}.`,
    view,
    path,
    free === undefined ? "shrink the DHCP range" : `free: \`${free}\`; or shrink the DHCP range`,
    { message: `${dhcp.what}:`, path: dhcp.path },
  );

export const rangesOverlap = (
  view: View,
  what: string,
  path: Path,
  otherWhat: string,
  other: Path,
): Diagnostic =>
  fault(
    "E_RANGE_OVERLAP",
    `${what} overlaps ${otherWhat}.`,
    view,
    path,
    "move one of the two, or make it smaller",
    {
      message: `${otherWhat}:`,
      path: other,
    },
  );

/** @param wanted prefix length of a range that has room */
export const podRangeSmall = (
  view: View,
  { what, path }: ClusterRange,
  nodes: number,
  room: bigint,
  node: number,
  wanted: number,
): Diagnostic =>
  fault(
    "E_CIDR_TOO_SMALL",
    `${sentence(what)} has room for ${room} ${room === 1n ? "node" : "nodes"} of a /${node} each; there ${nodes === 1 ? "is 1" : `are ${nodes}`}.`,
    view,
    path,
    `a /${wanted} has room for ${2 ** (node - wanted)} nodes`,
  );

export const podRangeLarge = (view: View, { what, path }: ClusterRange, least: number): Diagnostic =>
  fault(
    "E_RANGE",
    `${sentence(what)} is larger than Kubernetes can divide among nodes.`,
    view,
    path,
    `take a /${least} or smaller; a /${least + 8} has room for 256 nodes`,
  );

export const serviceRangeSmall = (view: View, { what, path }: ClusterRange, most: number): Diagnostic =>
  fault(
    "E_CIDR_TOO_SMALL",
    `${sentence(what)} has no room for the cluster's name server, which has its tenth address.`,
    view,
    path,
    `take a /${most} or larger`,
  );

export const serviceRangeLarge = (view: View, { what, path }: ClusterRange, least: number): Diagnostic =>
  fault(
    "E_RANGE",
    `${sentence(what)} is larger than the API server takes.`,
    view,
    path,
    `take a /${least} or smaller`,
  );

/** An IPv4 range on an IPv6 LAN, or the other way round; it may be the default. */
export const rangeOfOtherFamily = (view: View, { what, path, text }: Entry, lan: Entry): Diagnostic =>
  fault(
    "E_FAMILY",
    `The LAN is IPv${lan.range.family}, and ${what} \`${text}\` is not.`,
    view,
    path,
    `write \`${formatPath(path)}: ${OWN_RANGES[lan.range.family][path.at(-1) === "podCidr" ? "podCidr" : "serviceCidr"]}\``,
    { message: "the LAN:", path: lan.path },
  );

/** @param use what the range is for in the Internet, as "for loopback" */
export const specialRange = (
  view: View,
  what: string,
  path: Path,
  use: string,
  isNetwork: boolean,
): Diagnostic =>
  fault(
    "E_ADDRESS_RESERVED",
    `${what} is in a range that the Internet keeps ${use}.`,
    view,
    path,
    isNetwork
      ? "at home take a part of 192.168.0.0/16, 172.16.0.0/12 or 10.0.0.0/8, or of fd00::/8"
      : "name the machine by the address that it has for others",
  );

export const poolOffLan = (view: View, pool: Entry, mode: string, modePath: Path, lan: Entry): Diagnostic =>
  fault(
    "E_ADDRESS_OUTSIDE",
    `The pool \`${pool.text}\` is outside of the LAN, and with \`${mode}\` nodes answer for addresses of the LAN alone.`,
    view,
    pool.path,
    `take a free range of \`${formatPath(lan.path)}\`, or a mode that tells a router`,
    { message: "the mode:", path: modePath },
  );

export const poolOnLan = (view: View, pool: Entry, mode: string, modePath: Path): Diagnostic =>
  fault(
    "E_RANGE_OVERLAP",
    `The pool \`${pool.text}\` is inside of the LAN: with \`${mode}\` a router knows the way, and other machines of the LAN would not ask it.`,
    view,
    pool.path,
    "take a range that nothing else uses, as `10.44.0.0/24`",
    { message: "the mode:", path: modePath },
  );

export const inClusterRange = (view: View, entry: Entry, other: Entry): Diagnostic =>
  fault(
    "E_RANGE_OVERLAP",
    `${entry.what} \`${entry.text}\` is inside of ${other.what}; from the cluster nobody would reach it.`,
    view,
    entry.path,
    "choose other ranges with `kubernetes.podCidr` and `kubernetes.serviceCidr`",
    { message: `${other.what}:`, path: other.path },
  );

export const lanFull = (lan: string, wanted: number, found: number): Diagnostic =>
  diagnostic("E_LAN_FULL", `Of the ${wanted} addresses asked for, \`${lan}\` has ${found} free.`, {
    path: "network.lan",
    hint: "shrink the DHCP range or a pool",
  });

export const noIpv6 = (): Diagnostic =>
  diagnostic("E_FAMILY", "The LAN has no IPv6 network.", {
    path: "network.lan.ipv6",
    hint: "add `network.lan.ipv6: {cidr: fd00:178::/64}` with the network that the router announces",
  });
