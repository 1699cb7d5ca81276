import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import { urlHost } from "../../values/address.ts";
import { isObject, type Json, type JsonObject } from "../../values/json.ts";
import { isFounder, secondOf, serversOf } from "../nodes/servers.ts";
import { datastoreConfig, datastoreOf } from "./datastore.ts";
import { CONFIG_FILE, KUBELET_FILE, TOKEN_FILE } from "./paths.ts";

/** Servers with a database beside them meet there; else all but the first one join. */
const meetsNobody = (plan: Plan, node: Node): boolean =>
  isFounder(plan, node) || (node.role === "server" && datastoreOf(plan) !== undefined);

const urlOf = (host: string, port: number): string => `https://${urlHost(host)}:${port}`;

/**
 * Whether the servers run etcd. K3s takes SQLite where there is one server without `cluster-init`
 * (https://docs.k3s.io/datastore), and SQLite knows nothing of snapshots: asking for them asks for etcd.
 */
export function usesEtcd(plan: Plan): boolean {
  if (datastoreOf(plan) !== undefined) return false;
  if (plan.facts.serverCount > 1) return true;
  return plan.contributions.K3sConfig.some(({ value }) => {
    const config = isObject(value.value) && isObject(value.value.config) ? value.value.config : {};
    return (
      config["cluster-init"] === true || Object.keys(config).some((key) => /^etcd-(snapshot|s3)/.test(key))
    );
  });
}

/**
 * What k8sgen itself puts into a node's config.yaml. Keys that K3s wants to be equal on all servers come from the plan
 * alone. https://docs.k3s.io/cli/server, https://docs.k3s.io/cli/agent
 */
export function coreConfig(plan: Plan, node: Node): JsonObject {
  const proxyMode = plan.homelab.kubernetes.kubeProxy?.mode ?? "iptables";
  return {
    ...(meetsNobody(plan, node) ? {} : { server: urlOf(plan.facts.apiHost, plan.facts.apiPort) }),
    ...(isFounder(plan, node) && usesEtcd(plan) ? { "cluster-init": true } : {}),
    "token-file": TOKEN_FILE,
    "node-name": node.name,
    // Both families in the order of the ranges: https://docs.k3s.io/networking/basic-network-options
    "node-ip": [node.address, ...secondOf(node)].join(","),
    ...(node.role === "server" ? serverConfig(plan) : {}),
    "kubelet-arg": [`config=${KUBELET_FILE}`],
    ...list("kube-proxy-arg", proxyMode === "iptables" ? [] : [`proxy-mode=${proxyMode}`]),
    ...list(
      "node-label",
      Object.entries(node.labels).map(([key, value]) => `${key}=${value}`),
    ),
    ...list("node-taint", node.taints),
  };
}

function serverConfig(plan: Plan): JsonObject {
  const { kubernetes } = plan.homelab;
  const hasIpv6 = plan.facts.podCidrs.some((cidr) => cidr.includes(":"));
  const names = [
    plan.facts.apiHost,
    ...serversOf(plan).flatMap((server) => [server.address, ...secondOf(server)]),
  ];
  return {
    "tls-san": [...new Set(names)],
    "cluster-cidr": plan.facts.podCidrs.join(","),
    "service-cidr": plan.facts.serviceCidrs.join(","),
    // Addresses of pods mean nothing outside; of IPv4 flannel exchanges them anyway.
    ...(hasIpv6 && !plan.capabilities.has("cni") ? { "flannel-ipv6-masq": true } : {}),
    "cluster-domain": kubernetes.clusterDomain,
    ...datastoreConfig(plan),
    "secrets-encryption": kubernetes.secretsEncryption,
    "write-kubeconfig-mode": "0600",
    // Nodes fetch each other's images. Also with one node, so that a second one changes nothing on the first.
    "embedded-registry": true,
    ...(usesEtcd(plan) && plan.capabilities.has("metrics") ? { "etcd-expose-metrics": true } : {}),
  };
}

const list = (key: string, items: readonly string[]): Record<string, Json> =>
  items.length === 0 ? {} : { [key]: items };

/** Every registry is asked for through the nodes' own mirror first. https://docs.k3s.io/installation/registry-mirror */
export const REGISTRIES: JsonObject = { mirrors: { "*": {} } };

/** What to know of a node's config.yaml. */
export function configComment(plan: Plan, node: Node): string {
  const what = `K3s' configuration of ${node.name}, for ${CONFIG_FILE}. https://docs.k3s.io/installation/configuration`;
  const other = serversOf(plan).find((server) => !isFounder(plan, server));
  if (datastoreOf(plan) !== undefined || !isFounder(plan, node) || other === undefined) return what;
  return [
    what,
    "This server founds the cluster. Made anew while other servers run, it has to join them instead of founding a second",
    `cluster: replace the line of cluster-init by \`server: ${urlOf(other.address, plan.facts.apiPort)}\` then.`,
  ].join("\n");
}
