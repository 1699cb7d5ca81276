import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import { urlHost } from "../../values/address.ts";
import { getAt, isArray, type Json, type JsonObject } from "../../values/json.ts";
import { KUBELET_KIND, KUBELET_OF_ALL, kubeletOfNode } from "../nodes/kubelet.ts";
import { isFounder, secondOf, serversOf } from "../nodes/servers.ts";
import { type Asked, askedOf } from "./asked.ts";
import { CRI_SOCKET, ENCRYPTION_FILE, PATCHES } from "./paths.ts";

const KIND = (kind: string): JsonObject => ({ apiVersion: "kubeadm.k8s.io/v1beta4", kind });

/** Boards with cards take longer than kubeadm waits by itself; nodes that start together wait for the first one. */
const TIMEOUTS: JsonObject = {
  controlPlaneComponentHealthCheck: "10m0s",
  kubeletHealthCheck: "8m0s",
  etcdAPICall: "4m0s",
  tlsBootstrap: "10m0s",
  discovery: "30m0s",
};

/** Arguments that k8sgen sets itself, by program. */
const OWN = {
  apiServer: ["encryption-provider-config"],
  etcd: ["heartbeat-interval", "election-timeout", "listen-metrics-urls"],
  kubelet: ["config", "node-ip", "node-labels"],
} as const;

/** Documents of a kubeadm configuration, in order, and what is wrong with what components ask for. */
export interface Documents {
  readonly value: readonly JsonObject[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * kubeadm's configuration of a node without its secrets, which the node itself adds (scripts.ts).
 * https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/
 */
export function kubeadmDocuments(plan: Plan, node: Node): Documents {
  const { value: asked, diagnostics } = askedOf(plan, node, OWN);
  if (!isFounder(plan, node)) return { value: [join(plan, node, asked)], diagnostics };
  return {
    value: [
      {
        ...KIND("InitConfiguration"),
        nodeRegistration: registration(node, asked),
        localAPIEndpoint: localEndpoint(plan, node),
        ...(asked.kubeProxy ? {} : { skipPhases: ["addon/kube-proxy"] }),
        patches: { directory: PATCHES },
        timeouts: TIMEOUTS,
      },
      ...shared(plan, asked),
    ],
    diagnostics,
  };
}

/**
 * What is one for the cluster, as a node that did not found it has to know it: an agent its kubelet's part. Empty for the first
 * server, whose own configuration has it.
 */
export function sharedDocuments(plan: Plan, node: Node): readonly JsonObject[] {
  const [founder] = serversOf(plan);
  if (founder === undefined || founder.name === node.name) return [];
  return node.role === "server" ? shared(plan, askedOf(plan, founder, OWN).value) : [kubelet()];
}

const shared = (plan: Plan, asked: Asked): readonly JsonObject[] => [
  cluster(plan, asked),
  kubelet(),
  ...(asked.kubeProxy ? [kubeProxy(plan)] : []),
];

/** How the first server joins where it is made anew while others run; absent where there are none. */
export const rejoinDocuments = (plan: Plan, node: Node): readonly JsonObject[] =>
  isFounder(plan, node) && serversOf(plan).length > 1
    ? [join(plan, node, askedOf(plan, node, OWN).value)]
    : [];

/** What is the node's own in the kubelet's configuration, laid over the cluster's. */
export const kubeletPatch = (node: Node): JsonObject => kubeletOfNode(node);

/** How a running node comes to another release. https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/#kubeadm-k8s-io-v1beta4-UpgradeConfiguration */
export const upgradeDocument = (): JsonObject => ({
  ...KIND("UpgradeConfiguration"),
  apply: { patches: { directory: PATCHES } },
  node: { patches: { directory: PATCHES } },
});

const join = (plan: Plan, node: Node, asked: Asked): JsonObject => ({
  ...KIND("JoinConfiguration"),
  nodeRegistration: registration(node, asked),
  discovery: {
    bootstrapToken: {
      apiServerEndpoint: endpoint(plan),
      // Who does not know the token cannot sign what the nodes read there; the cluster's certificate is not known before.
      unsafeSkipCAVerification: true,
    },
  },
  ...(node.role === "server" ? { controlPlane: { localAPIEndpoint: localEndpoint(plan, node) } } : {}),
  patches: { directory: PATCHES },
  timeouts: TIMEOUTS,
});

const endpoint = ({ facts }: Plan): string => `${urlHost(facts.apiHost)}:${facts.apiPort}`;

const localEndpoint = ({ facts }: Plan, node: Node): JsonObject => ({
  advertiseAddress: node.address,
  bindPort: facts.apiPort,
});

const argument = (name: string, value: string): JsonObject => ({ name, value });

const args = (items: readonly (readonly [string, string])[]): Record<string, Json> =>
  items.length === 0 ? {} : { extraArgs: items.map(([name, value]) => argument(name, value)) };

function registration(node: Node, asked: Asked): JsonObject {
  const labels = [...Object.entries(node.labels).map(([key, value]) => `${key}=${value}`), ...asked.labels];
  return {
    name: node.name,
    criSocket: CRI_SOCKET,
    // Said, even if there is none: kubeadm keeps pods away from servers otherwise.
    taints: [...node.taints, ...asked.taints].map(taint),
    kubeletExtraArgs: [
      argument("node-ip", [node.address, ...secondOf(node)].join(",")),
      ...(labels.length === 0 ? [] : [argument("node-labels", labels.join(","))]),
      ...asked.args.kubelet.map(([name, value]) => argument(name, value)),
    ],
  };
}

/** `key=value:Effect` or `key:Effect`. */
function taint(text: string): JsonObject {
  const [pair = "", effect = ""] = text.split(":");
  const [key = "", value] = pair.split("=");
  return { key, ...(value === undefined || value === "" ? {} : { value }), effect };
}

function cluster(plan: Plan, asked: Asked): JsonObject {
  const { homelab, facts } = plan;
  const { kubernetes } = homelab;
  const names = [
    facts.apiHost,
    ...serversOf(plan).flatMap((server) => [server.address, ...secondOf(server)]),
    // For what runs on a server itself.
    "127.0.0.1",
  ];
  const apiServer = [
    ...(kubernetes.secretsEncryption ? [["encryption-provider-config", ENCRYPTION_FILE] as const] : []),
    ...asked.args.apiServer,
  ];
  return {
    ...KIND("ClusterConfiguration"),
    clusterName: homelab.metadata.name,
    kubernetesVersion: kubernetes.version,
    controlPlaneEndpoint: endpoint(plan),
    networking: {
      podSubnet: facts.podCidrs.join(","),
      serviceSubnet: facts.serviceCidrs.join(","),
      dnsDomain: kubernetes.clusterDomain,
    },
    // Small and quick to check, also on a board.
    encryptionAlgorithm: "ECDSA-P256",
    apiServer: { certSANs: [...new Set(names)], ...args(apiServer), ...volumes(plan, apiServer) },
    ...component("controllerManager", asked.args.controllerManager),
    ...component("scheduler", asked.args.scheduler),
    etcd: {
      local: {
        dataDir: "/var/lib/etcd",
        ...args([
          // A card may take long to write, and a lost leader costs more; the values of K3s.
          // https://github.com/k3s-io/k3s/blob/v1.36.3%2Bk3s1/pkg/etcd/etcd.go
          ["election-timeout", "5000"],
          ["heartbeat-interval", "500"],
          ...(asked.etcdMetrics ? [["listen-metrics-urls", `http://${anyAddress(plan)}:2381`] as const] : []),
          ...asked.args.etcd,
        ]),
      },
    },
    ...(asked.kubeProxy ? {} : { proxy: { disabled: true } }),
  };
}

const component = (name: string, items: readonly (readonly [string, string])[]): JsonObject =>
  items.length === 0 ? {} : { [name]: args(items) };

/** The API server is a pod: of the node it sees the files that its arguments name, where they are given to it. */
function volumes(plan: Plan, items: readonly (readonly [string, string])[]): JsonObject {
  const contributed = plan.contributions.NodeSettings.flatMap(({ value }) => {
    const files = getAt(value.value, ["files"]);
    return isArray(files) ? files.map((file) => String(getAt(file, ["path"]))) : [];
  });
  const mounted = items.filter(([, value]) => value === ENCRYPTION_FILE || contributed.includes(value));
  return mounted.length === 0
    ? {}
    : {
        extraVolumes: mounted.map(([name, path]) => ({
          name,
          hostPath: path,
          mountPath: path,
          readOnly: true,
          pathType: "File",
        })),
      };
}

/** What all kubelets have in common; kubeadm keeps it in the cluster, for nodes that join. */
const kubelet = (): JsonObject => ({
  ...KUBELET_KIND,
  ...KUBELET_OF_ALL,
  cgroupDriver: "systemd",
  // System calls that a container hardly needs are refused where a pod says nothing of it.
  seccompDefault: true,
});

/** https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/ */
const kubeProxy = (plan: Plan): JsonObject => ({
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  mode: plan.homelab.kubernetes.kubeProxy?.mode ?? "iptables",
  clusterCIDR: plan.facts.podCidrs.join(","),
  // Counters alone, for who collects them; else nobody on the LAN reads them.
  ...(plan.capabilities.has("metrics") ? { metricsBindAddress: `${anyAddress(plan)}:10249` } : {}),
});

const anyAddress = ({ facts }: Plan): string => (facts.podCidr.includes(":") ? "[::]" : "0.0.0.0");
