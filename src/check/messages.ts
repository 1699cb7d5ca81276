import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { RetiredProject } from "../schema/retired.ts";
import type { Path } from "../values/json.ts";
import { formatPath } from "../values/path.ts";
import { fault } from "./fault.ts";
import type { View } from "./view.ts";

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

export const usedTwice = (view: View, text: string, path: Path, other: Path): Diagnostic =>
  fault(
    "E_NAME_DUPLICATE",
    `\`${text}\` stands here twice, where each may stand once.`,
    view,
    path,
    undefined,
    {
      message: "the other one:",
      path: other,
    },
  );

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

export const otherRelease = (view: View, version: string, distribution: string): Diagnostic =>
  fault(
    "E_KUBERNETES_VERSION",
    `\`${version}\` is ${distribution === "k3s" ? "no release of K3s" : "a release of K3s, which kubeadm does not install"}.`,
    view,
    ["kubernetes", "version"],
    distribution === "k3s"
      ? `K3s' releases have its ending, as \`${version}+k3s1\`; \`kubernetes.distribution: kubeadm\` takes this one`
      : `\`${version.replace(/\+.*/, "")}\`, without its ending`,
  );

export const oneVlan = (view: View, vlan: number): Diagnostic =>
  fault(
    "E_VLAN_DUPLICATE",
    `The LAN and the storage LAN are both VLAN ${vlan}.`,
    view,
    ["network", "storageLan", "vlan"],
    "give the storage LAN another VLAN, or leave its `vlan` out where it has cables of its own",
    { message: "the LAN:", path: ["network", "lan", "vlan"] },
  );

export const macOfGroup = (view: View, mac: string, path: Path): Diagnostic =>
  fault(
    "E_PATTERN",
    `\`${mac}\` is the address of ${/^[0:]+$/.test(mac) ? "nobody" : "a group"}, not of a network card.`,
    view,
    path,
    "`ip link` on the node shows it after `link/ether`; the second digit of a card's address is even",
  );

export const labelOfKubernetes = (view: View, label: string, path: Path): Diagnostic =>
  fault(
    "E_PATTERN",
    `A node may not give itself the label \`${label}\`: the kubelet would not start.`,
    view,
    path,
    "use a prefix of your own, as `example.org/`, or set it with `kubectl label node`",
  );

export const labelValue = (view: View, value: string, path: Path): Diagnostic =>
  fault(
    "E_PATTERN",
    `\`${value}\` is not a value of a label.`,
    view,
    path,
    "letters and digits, with `-`, `_` and `.` between them",
  );

export const bytesTooFew = (view: View, text: string, path: Path): Diagnostic =>
  fault(
    "E_RANGE",
    `\`${text}\` is ${text.endsWith("m") ? "thousandths of a byte" : "a number of bytes"}, and nothing has room in that.`,
    view,
    path,
    `did you mean \`${text.replace(/m$/, "")}Mi\`?`,
  );

export const domainOfCluster = (view: View, domain: string, clusterDomain: string): Diagnostic =>
  fault(
    "E_DOMAIN",
    domain === clusterDomain || domain.endsWith(`.${clusterDomain}`)
      ? `\`${domain}\` is ${domain === clusterDomain ? "" : "below "}the cluster's own domain; pods would ask the cluster's name server for it, which has no such names.`
      : `\`${clusterDomain}\`, the cluster's own domain, is below \`${domain}\`: pods and people would have different names there.`,
    view,
    ["dns", "domain"],
    "choose another one for people, as `home.example.org`; `kubernetes.clusterDomain` is best left as it is",
    { message: "the cluster's domain:", path: ["kubernetes", "clusterDomain"] },
  );

export const domainRefused = (view: View, domain: string, reason: string, hint: string): Diagnostic =>
  fault("E_DOMAIN", `\`${domain}\` ${reason}.`, view, ["dns", "domain"], hint);

export const domainOfNeighbours = (view: View, domain: string, reason: string, hint: string): Diagnostic =>
  fault("W_DOMAIN", `\`${domain}\` ${reason}.`, view, ["dns", "domain"], hint);

export const nothingToReach = (view: View): Diagnostic =>
  fault(
    "E_REQUIRED",
    "The router passes ports on to the homelab, and nothing there takes them.",
    view,
    ["network", "internet"],
    "add `network.gateway`, or take `network.internet` away",
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

export const nodeUnknown = (view: View, name: string, names: readonly string[], path: Path): Diagnostic =>
  fault(
    "E_NODE_UNKNOWN",
    `No node is called \`${name}\`.`,
    view,
    path,
    `the nodes are ${names.map((each) => `\`${each}\``).join(", ")}`,
  );

export const tooMuch = (view: View, what: string, found: string, most: string, path: Path): Diagnostic =>
  fault("E_RANGE", `${what} of \`${found}\` is more than a machine has (${most}).`, view, path);

export const tooLittle = (view: View, what: string, found: string, least: string, path: Path): Diagnostic =>
  fault("E_RANGE", `${what} of \`${found}\` is less than K3s can run with (${least}).`, view, path);

export const hasEnded = (
  { title, since, successor }: RetiredProject,
  { path, location }: Diagnostic,
): Diagnostic =>
  diagnostic("E_RETIRED", `${title} has ended in ${since}; nothing of it is left to install.`, {
    path,
    location,
    hint: /^[a-z]\w*(\.\w+)+$/.test(successor) ? `use \`${successor}\`` : successor,
  });
