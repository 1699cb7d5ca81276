import type { Code } from "../diagnostics/codes.ts";
import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Path } from "../values/json.ts";
import { formatPath } from "../values/path.ts";
import type { View } from "./view.ts";

interface Other {
  readonly message: string;
  readonly path: Path;
}

/** One fault of a rule, at a value of the file, with the other place where two of them contradict each other. */
function fault(
  code: Code,
  message: string,
  view: View,
  path: Path,
  hint?: string,
  other?: Other,
): Diagnostic {
  return diagnostic(code, message, {
    path: formatPath(path),
    location: view.positions.value(path),
    hint,
    related:
      other === undefined
        ? undefined
        : [{ message: other.message, location: view.positions.value(other.path) }],
  });
}

export const nameTwice = (view: View, name: string, path: Path, other: Path): Diagnostic =>
  fault("E_NAME_DUPLICATE", `Two nodes are called \`${name}\`.`, view, path, undefined, {
    message: "the other one:",
    path: other,
  });

export const receiverTwice = (view: View, name: string, path: Path, other: Path): Diagnostic =>
  fault("E_NAME_DUPLICATE", `Two receivers are called \`${name}\`.`, view, path, undefined, {
    message: "the other one:",
    path: other,
  });

export const mailServerMissing = (view: View, path: Path): Diagnostic =>
  fault(
    "E_REQUIRED",
    "A mail needs a server that takes it, and `observability.alerts.email` is not there.",
    view,
    path,
    "add `email: {host: mail.example.org, from: homelab@example.org}` beside `receivers`",
  );

export const macTwice = (view: View, mac: string, path: Path, other: Path): Diagnostic =>
  fault("E_MAC_DUPLICATE", `Two nodes have the MAC address \`${mac}\`.`, view, path, undefined, {
    message: "the other one:",
    path: other,
  });

export const noServer = (view: View): Diagnostic =>
  diagnostic("E_NO_SERVER", "No node has `role: server`.", {
    path: "nodes",
    location: view.positions.key(["nodes"]),
    hint: "give one node `role: server`; three make the control plane survive the loss of one",
  });

export const evenServers = (view: View, count: number, path: Path): Diagnostic =>
  fault(
    "E_SERVER_COUNT",
    `There are ${count} servers; etcd needs an odd number.`,
    view,
    path,
    `make it ${count - 1} or ${count + 1}`,
  );

export const endpointMissing = (view: View, count: number): Diagnostic =>
  diagnostic("E_ENDPOINT_MISSING", `With ${count} servers \`kubernetes.endpoint\` is needed.`, {
    path: "kubernetes.endpoint",
    location: view.positions.key(["kubernetes"]),
    hint: "an address or name that leads to all servers: a virtual IP, a load balancer on the router, or a DNS name",
  });

export const endpointIsNode = (view: View, address: string, node: Path): Diagnostic =>
  fault(
    "E_ADDRESS_DUPLICATE",
    `The endpoint \`${address}\` is the address of one of several servers.`,
    view,
    ["kubernetes", "endpoint"],
    "take an address that survives the loss of that node",
    { message: "the node:", path: node },
  );

export const unsupportedVersion = (view: View, version: string, minors: readonly string[]): Diagnostic =>
  fault(
    "E_KUBERNETES_VERSION",
    `Kubernetes \`${version}\` is not supported.`,
    view,
    ["kubernetes", "version"],
    `supported minors: ${minors.map((minor) => `v1.${minor}`).join(", ")}`,
  );

export const hostBits = (view: View, path: Path, meant: string): Diagnostic =>
  fault("E_CIDR_HOST_BITS", "The network has host bits set.", view, path, `did you mean \`${meant}\`?`);

export const wrongOrder = (view: View, path: Path, meant: string): Diagnostic =>
  fault("E_RANGE_ORDER", "The range ends before it begins.", view, path, `did you mean \`${meant}\`?`);

export const otherFamily = (view: View, what: string, path: Path): Diagnostic =>
  fault("E_FAMILY", `${what} and the LAN are not of one address family.`, view, path, undefined, {
    message: "the LAN:",
    path: ["network", "lan", "cidr"],
  });

export const outside = (
  view: View,
  what: string,
  address: string,
  network: string,
  path: Path,
  free: string | undefined,
): Diagnostic =>
  fault(
    "E_ADDRESS_OUTSIDE",
    `${what} \`${address}\` is outside of \`${network}\`.`,
    view,
    path,
    free === undefined ? undefined : `free there: \`${free}\``,
    { message: "the network:", path: ["network", "lan", "cidr"] },
  );

export const notInPool = (view: View, address: string, path: Path, pool: Path): Diagnostic =>
  fault("E_ADDRESS_OUTSIDE", `\`${address}\` is not in a pool of the load balancer.`, view, path, undefined, {
    message: "the pool:",
    path: pool,
  });

export const reserved = (
  view: View,
  what: string,
  address: string,
  path: Path,
  free: string | undefined,
): Diagnostic =>
  fault(
    "E_ADDRESS_RESERVED",
    `${what} \`${address}\` is the network's own or its broadcast address.`,
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
  free: string | undefined,
): Diagnostic =>
  fault(
    "E_ADDRESS_IN_DHCP",
    `${what} \`${address}\` is inside the DHCP range.`,
    view,
    path,
    free === undefined ? "shrink the DHCP range" : `free: \`${free}\`; or shrink the DHCP range`,
    { message: "the DHCP range:", path: ["network", "lan", "dhcp"] },
  );

export const rangesOverlap = (
  view: View,
  what: string,
  path: Path,
  otherWhat: string,
  other: Path,
): Diagnostic =>
  fault("E_RANGE_OVERLAP", `${what} overlaps ${otherWhat}.`, view, path, undefined, {
    message: `${otherWhat}:`,
    path: other,
  });

export const podRangeSmall = (view: View, nodes: number, room: bigint): Diagnostic =>
  fault(
    "E_CIDR_TOO_SMALL",
    `The pod range has room for ${room} nodes of a /24 each; there are ${nodes}.`,
    view,
    ["kubernetes", "podCidr"],
    "a /16 has room for 256 nodes",
  );

export const noSuchProvider = (
  view: View,
  name: string,
  known: readonly string[],
  near: string | undefined,
): Diagnostic =>
  fault(
    "E_REFERENCE",
    `\`storage\` has no provider \`${name}\`.`,
    view,
    ["storage", "default"],
    near !== undefined
      ? `did you mean \`${near}\`?`
      : `providers that are switched on: ${known.map((provider) => `\`${provider}\``).join(", ") || "none"}`,
  );

export const noDefaultStorage = (view: View, known: readonly string[]): Diagnostic =>
  diagnostic("E_REQUIRED", "With several providers of storage `storage.default` is needed.", {
    path: "storage.default",
    location: view.positions.key(["storage"]),
    hint: `one of ${known.map((provider) => `\`${provider}\``).join(", ")}`,
  });

const words = (keys: readonly string[], word: string): string =>
  keys.map((key) => `\`${key}\``).join(` ${word} `);

export const deprecatedKey = (view: View, instead: string, path: Path): Diagnostic =>
  diagnostic("W_DEPRECATED", `\`${formatPath(path)}\` will go in a later version.`, {
    path: formatPath(path),
    location: view.positions.key(path),
    hint: instead,
  });

export const choiceMissing = (view: View, choices: readonly string[], path: Path): Diagnostic =>
  diagnostic("E_REQUIRED", `\`${formatPath(path)}\` needs ${words(choices, "or")}.`, {
    path: formatPath(path),
    location: view.positions.key(path),
  });

export const choiceConflict = (view: View, made: readonly string[], path: Path): Diagnostic =>
  diagnostic("E_CHOICE", `\`${formatPath(path)}\` takes one of ${words(made, "and")}, not both.`, {
    path: formatPath(path),
    location: view.positions.key([...path, made[1] ?? ""]),
    hint: "keep one of them",
  });

export const moreThanNodes = (view: View, value: number, nodes: number, path: Path): Diagnostic =>
  fault(
    "E_REPLICAS",
    `${value} replicas need ${value} nodes; there ${nodes === 1 ? "is 1" : `are ${nodes}`}.`,
    view,
    path,
    `at most ${nodes}`,
  );

export const tooMuch = (view: View, what: string, found: string, most: string, path: Path): Diagnostic =>
  fault("E_RANGE", `${what} of \`${found}\` is more than a machine has (${most}).`, view, path);

export const tooLittle = (view: View, what: string, found: string, least: string, path: Path): Diagnostic =>
  fault("E_RANGE", `${what} of \`${found}\` is less than K3s can run with (${least}).`, view, path);

export const lanFull = (lan: string, wanted: number, found: number): Diagnostic =>
  diagnostic("E_LAN_FULL", `Of the ${wanted} addresses asked for, \`${lan}\` has ${found} free.`, {
    path: "network.lan",
    hint: "shrink the DHCP range or a pool",
  });
