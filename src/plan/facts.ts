import type { Homelab } from "../generated/homelab.ts";
import { nthAddress } from "../values/address.ts";
import type { Json } from "../values/json.ts";
import { parseQuantity } from "../values/quantity.ts";
import type { Facts } from "./model.ts";

const GIB = 2 ** 30;

/** Port of the API server. https://docs.k3s.io/installation/requirements, https://kubernetes.io/docs/reference/networking/ports-and-protocols/ */
const API_PORT = 6443;

/**
 * Port of K3s' own load balancer of the API servers, on the loopback of every node: it answers before there are Services.
 * https://docs.k3s.io/cli/agent (--lb-server-port)
 */
const K3S_LOAD_BALANCER_PORT = 6444;

export function deriveFacts(homelab: Homelab): Facts {
  const { metadata, kubernetes, nodes, network, dns, access } = homelab;
  const servers = nodes.filter((node) => node.role === "server");
  const agents = nodes.filter((node) => node.role === "agent");
  const second = network.lan.ipv6 === undefined ? undefined : kubernetes.ipv6;
  const apiHost = kubernetes.endpoint ?? servers[0]?.address ?? "";
  const isK3s = kubernetes.distribution === "k3s";
  const memory = nodes.map((node) => Math.floor((parseQuantity(node.memory) ?? 0) / GIB));
  return {
    name: metadata.name,
    ...(dns?.domain === undefined ? {} : { domain: dns.domain }),
    distribution: kubernetes.distribution,
    configFolder: isK3s ? "/etc/rancher/k3s" : "/etc/kubernetes",
    apiHost,
    apiPort: API_PORT,
    nodeApiHost: isK3s ? "127.0.0.1" : apiHost,
    nodeApiPort: isK3s ? K3S_LOAD_BALANCER_PORT : API_PORT,
    sshUser: access?.ssh?.user ?? "ubuntu",
    keyFolder: `$HOME/.config/k8sgen/${metadata.name}`,
    podCidr: kubernetes.podCidr,
    serviceCidr: kubernetes.serviceCidr,
    podCidrs: both(kubernetes.podCidr, second?.podCidr),
    serviceCidrs: both(kubernetes.serviceCidr, second?.serviceCidr),
    lanCidrs: both(network.lan.cidr, network.lan.ipv6?.cidr),
    dualStack: network.lan.ipv6 !== undefined,
    dnsAddress: nthAddress(kubernetes.serviceCidr, 10),
    clusterDomain: kubernetes.clusterDomain,
    nodeCount: nodes.length,
    serverCount: servers.length,
    agentCount: agents.length,
    servers: servers as unknown as Json,
    agents: agents as unknown as Json,
    architectures: [...new Set(nodes.map((node) => node.arch))].sort(),
    smallestMemoryGiB: Math.min(...memory),
    totalMemoryGiB: memory.reduce((sum, next) => sum + next, 0),
    replicas: nodes.length === 1 ? 1 : 2,
    kubernetesMinor: Number(/^v1\.(\d+)\./.exec(kubernetes.version)?.[1] ?? 0),
    policies: network.policies.default === "deny",
  };
}

const both = (first: string, second: string | undefined): readonly string[] =>
  second === undefined ? [first] : [first, second];
