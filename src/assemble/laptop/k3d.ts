import type { Node } from "../../generated/homelab.ts";
import type { Json, JsonObject } from "../../values/json.ts";
import { k3sConfig, k3sSettings } from "../k3s/contributed.ts";
import { CONFIG_FILE, K3S, MANIFESTS_FOLDER } from "../k3s/paths.ts";
import { code, commands, word } from "../readme/markdown.ts";
import type { FileTree } from "../tree.ts";
import { mebibytes } from "./machines.ts";
import { type Guest, LAPTOP, type LaptopPlan } from "./model.ts";
import { hostNames } from "./names.ts";

/** What k3d gives each node itself, or what needs more of a machine than a container is. */
const OWN: ReadonlySet<string> = new Set([
  "cluster-init",
  "embedded-registry",
  "node-ip",
  "node-name",
  "server",
  "tls-san",
  "token-file",
]);

/** Image that runs BusyBox, whose `nc` leads one port to another. */
const FORWARD = "docker.io/library/busybox:1.37.0";

/** The node's config.yaml, without what k3d decides. The kubelet's own file is for a whole machine. */
function config(plan: LaptopPlan, node: Node): JsonObject {
  const entries = Object.entries(k3sConfig(plan, node).value).flatMap(([key, value]): [string, Json][] => {
    if (OWN.has(key) || key.startsWith("etcd-")) return [];
    if (key !== "kubelet-arg" || !Array.isArray(value)) return [[key, value]];
    const args = value.filter((arg) => !String(arg).startsWith("config="));
    return args.length === 0 ? [] : [[key, args]];
  });
  return Object.fromEntries(entries);
}

/** The nodes of k3d, in its words: the only server, and agents by their numbers. */
function nodesOf({
  homelab,
}: LaptopPlan): readonly (readonly [node: Node, filter: string, container: string])[] {
  const name = `k3d-${homelab.metadata.name}`;
  return homelab.nodes.map((node, index) =>
    node.role === "server"
      ? [node, "server:0", `${name}-server-0`]
      : [node, `agent:${index - 1}`, `${name}-agent-${index - 1}`],
  );
}

/** k3d: https://k3d.io/ */
export const K3D: Guest = {
  tool: "[Docker](https://docs.docker.com/get-started/get-docker/) and [k3d](https://k3d.io/stable/#installation) 5.8 or newer",
  addFiles(tree, plan) {
    for (const [node] of nodesOf(plan)) {
      tree.yaml(
        `${LAPTOP}/${node.name}.yaml`,
        config(plan, node),
        `K3s' configuration of ${node.name} as k3d takes it, for ${CONFIG_FILE}.`,
      );
      for (const file of settingsOf(plan, node))
        tree.text(`${LAPTOP}/${node.name}/${baseName(file.path)}`, file.content);
    }
    tree.yaml(`${LAPTOP}/k3d.yaml`, simpleConfig(tree, plan));
  },
  steps: (plan) => [
    [
      "Cluster",
      [
        "k3d makes the cluster's token itself, and the nodes get names of its own.",
        commands([
          `k3d cluster create --config ${LAPTOP}/k3d.yaml`,
          `(umask 077; k3d kubeconfig get ${word(plan.homelab.metadata.name)} > "${plan.facts.keyFolder}/kubeconfig")`,
          `export KUBECONFIG="${plan.facts.keyFolder}/kubeconfig"`,
          "kubectl wait --for=condition=Ready nodes --all --timeout=15m",
        ]),
      ].join("\n\n"),
    ],
  ],
  asRoot(plan, node, line) {
    const [, , container] = nodesOf(plan).find(([other]) => other.name === node.name) ?? [];
    return `docker exec ${word(container ?? "")} sh -c '${line}'`;
  },
  hostsFiles: [],
  open(plan) {
    const hosts = hostNames(plan);
    const network = word(`k3d-${plan.homelab.metadata.name}`);
    return [
      "On Linux the laptop is in the containers' network itself, so its browser needs the names alone, as above.",
      `Where Docker runs in a machine of its own, as on macOS, a port of the laptop leads there, and the names lead to ${code("127.0.0.1")}:`,
      commands([
        `docker run --rm --network ${network} --publish 127.0.0.1:443:443 ${FORWARD} nc -lk -p 443 -e nc ${hosts?.address ?? ""} 443`,
      ]),
    ].join("\n\n");
  },
  remove: (plan) => [`k3d cluster delete ${word(plan.homelab.metadata.name)}`],
};

/** Files that K3s itself reads; those of the operating system are the laptop's own. */
const settingsOf = (plan: LaptopPlan, node: Node) =>
  k3sSettings(plan, node.role).value.files.filter(({ path }) => path.startsWith("/etc/rancher/"));

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Names of the manifests that a server starts with. */
function manifestsOf(tree: FileTree, node: Node): readonly string[] {
  const folder = `${K3S}/${node.name}/manifests/`;
  return [...tree.finish().files.keys()]
    .filter((path) => path.startsWith(folder))
    .map((path) => path.slice(folder.length));
}

/** A Simple config. https://github.com/k3d-io/k3d/blob/v5.9.0/pkg/config/v1alpha5/schema.json */
function simpleConfig(tree: FileTree, plan: LaptopPlan): JsonObject {
  const { metadata, kubernetes, network, nodes } = plan.homelab;
  const [server] = nodes;
  const agents = nodes.filter(({ role }) => role === "agent");
  const hosts = hostNames(plan);
  // Docker has units of its own: `6144m`, not `6Gi`. https://github.com/docker/go-units/blob/v0.5.0/size.go
  const memory = (list: readonly Node[], key: string): Record<string, Json> =>
    list[0] === undefined ? {} : { [key]: `${mebibytes(list[0].memory)}m` };
  const files = nodesOf(plan).flatMap(([node, filter]) => [
    { source: `${node.name}.yaml`, destination: CONFIG_FILE, nodeFilters: [filter] },
    ...settingsOf(plan, node).map(({ path }) => ({
      source: `${node.name}/${baseName(path)}`,
      destination: path,
      nodeFilters: [filter],
    })),
    ...manifestsOf(tree, node).map((name) => ({
      source: `../${K3S}/${node.name}/manifests/${name}`,
      destination: `${MANIFESTS_FOLDER}/${name}`,
      nodeFilters: [filter],
    })),
  ]);
  return {
    apiVersion: "k3d.io/v1alpha5",
    kind: "Simple",
    metadata: { name: metadata.name },
    servers: 1,
    agents: agents.length,
    image: `docker.io/rancher/k3s:${kubernetes.version.replace("+", "-")}`,
    subnet: network.lan.cidr,
    kubeAPI: { hostIP: "127.0.0.1", hostPort: "6443" },
    files,
    ...(hosts === undefined ? {} : { hostAliases: [{ ip: hosts.address, hostnames: [...hosts.names] }] }),
    options: {
      // Addresses of Services come from the cluster's own load balancer.
      k3d: { wait: true, timeout: "10m0s", disableLoadbalancer: true },
      kubeconfig: { updateDefaultKubeconfig: false, switchCurrentContext: false },
      runtime: {
        ...memory(server === undefined ? [] : [server], "serversMemory"),
        ...memory(agents, "agentsMemory"),
      },
    },
  };
}
