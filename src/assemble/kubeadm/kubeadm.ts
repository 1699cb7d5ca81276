import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ExpandedComponent } from "../../expand/model.ts";
import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import type { Json } from "../../values/json.ts";
import { toYaml, toYamlDocuments, withComment } from "../../values/yaml.ts";
import type { Distribution } from "../distributions/model.ts";
import { command, SETUP_COMMAND, TOKEN_COMMAND, WAIT_COMMAND } from "../nodes/paths.ts";
import { waitForTime } from "../nodes/scripts.ts";
import { addSeed, type ShownFile } from "../nodes/seed.ts";
import { isFounder } from "../nodes/servers.ts";
import { type NodeFile, type NodeSettings, nodeSettings, type OwnSettings } from "../nodes/settings.ts";
import { systemFiles } from "../nodes/units.ts";
import type { FileTree } from "../tree.ts";
import { runsKubeProxy } from "./asked.ts";
import { CONTAINERD_CONFIG } from "./containerd.ts";
import {
  kubeadmDocuments,
  kubeletPatch,
  rejoinDocuments,
  sharedDocuments,
  upgradeDocument,
} from "./documents.ts";
import { firstOnes } from "./first.ts";
import { foundOrJoin, invite } from "./joining.ts";
import {
  CLUSTER_FILE,
  CONFIG_FILE,
  CONTAINERD_FILE,
  INVITE_COMMAND,
  isOwnFile,
  JOIN_COMMAND,
  JOIN_FILE,
  KUBEADM_FOLDER,
  KUBELET_PATCH,
  PATCHES,
  UPGRADE_COMMAND,
  UPGRADE_FILE,
} from "./paths.ts";
import { addPlay } from "./play.ts";
import { KUBEADM_README } from "./readme.ts";
import { RUNNING } from "./running.ts";
import { setup, takeToken, upgrade } from "./scripts.ts";
import { units } from "./units.ts";

/** Kubernetes as its makers release it. https://kubernetes.io/docs/reference/setup-tools/kubeadm/ */
export const KUBEADM: Distribution = {
  title: "kubeadm",
  folder: KUBEADM_FOLDER,
  addNodes,
  addPlay,
  readme: KUBEADM_README,
  running: RUNNING,
};

/**
 * `kubeadm/<node>/`: kubeadm's configuration of each node and a cloud-init seed that puts it onto a fresh Ubuntu. Beside
 * the nodes stand the files of what people install before a GitOps engine can run.
 */
function addNodes(
  tree: FileTree,
  plan: Plan,
  components: readonly ExpandedComponent[],
): readonly Diagnostic[] {
  for (const { objects, values } of firstOnes(components)) {
    for (const one of [objects, values])
      if (one !== undefined) tree.text(`${KUBEADM_FOLDER}/${one.name}`, one.text);
  }
  const diagnostics = plan.homelab.nodes.flatMap((node) => addNode(tree, plan, node));
  // Nodes of one role find the same faults.
  return [...new Map(diagnostics.map((found) => [JSON.stringify(found), found])).values()];
}

function addNode(tree: FileTree, plan: Plan, node: Node): readonly Diagnostic[] {
  const documents = kubeadmDocuments(plan, node);
  const settings = nodeSettings(plan, node.role, ownSettings(plan));
  const rejoin = rejoinDocuments(plan, node);
  const shared = sharedDocuments(plan, node);
  const shown = (name: string, path: string, text: string, comment?: string): ShownFile => ({
    name,
    path,
    content: comment === undefined ? text : withComment(comment, text),
    permissions: "0600",
  });
  addSeed(
    tree,
    plan,
    node,
    `${KUBEADM_FOLDER}/${node.name}`,
    settings.value,
    [
      shown(
        "kubeadm.yaml",
        CONFIG_FILE,
        toYamlDocuments(documents.value),
        isFounder(plan, node)
          ? `kubeadm founds the cluster on ${node.name} with it. The node itself adds what is made of the token, in memory.`
          : `kubeadm joins ${node.name} to the cluster with it. The node itself adds what is made of the token, in memory.`,
      ),
      ...(rejoin.length === 0
        ? []
        : [
            shown(
              "join.yaml",
              JOIN_FILE,
              toYamlDocuments(rejoin),
              `Taken in the place of kubeadm.yaml where ${node.name} is made anew while other servers run.`,
            ),
          ]),
      ...(shared.length === 0
        ? []
        : [
            shown(
              "cluster.yaml",
              CLUSTER_FILE,
              toYamlDocuments(shared),
              `kubeadm keeps this in the cluster, where ${node.name} takes it from. Where it changes here, the play brings ${node.name} in line with it.`,
            ),
          ]),
      shown(
        `patches/${KUBELET_PATCH}`,
        `${PATCHES}/${KUBELET_PATCH}`,
        toYaml(kubeletPatch(node)),
        "What is this node's own in the kubelet's configuration; the rest is one for the cluster.",
      ),
      shown("upgrade.yaml", UPGRADE_FILE, toYaml(upgradeDocument())),
    ],
    [
      { path: CONTAINERD_FILE, content: CONTAINERD_CONFIG, permissions: "0644" },
      ...programs(plan, node, settings.value),
      ...units(plan, node),
      ...systemFiles(node, settings.value),
    ],
  );
  return [...documents.diagnostics, ...settings.diagnostics];
}

/** https://kubernetes.io/docs/setup/production-environment/container-runtimes/#prerequisite-ipv4-forwarding-optional */
function ownSettings({ homelab, facts, ...plan }: Plan): OwnSettings {
  const sysctl: Record<string, Json> = { "net.ipv4.ip_forward": 1 };
  const hasIpv6 = facts.podCidrs.some((cidr) => cidr.includes(":"));
  if (hasIpv6) sysctl["net.ipv6.conf.all.forwarding"] = 1;
  const isIpvs = homelab.kubernetes.kubeProxy?.mode === "ipvs" && runsKubeProxy({ homelab, facts, ...plan });
  return {
    packages: isIpvs ? ["ipset", "ipvsadm"] : [],
    // Packets between pods of one node pass the bridge, and policies and Services are to see them.
    modules: [
      "br_netfilter",
      "overlay",
      ...(isIpvs ? ["ip_vs", "ip_vs_rr", "ip_vs_sh", "ip_vs_wrr", "nf_conntrack"] : []),
    ],
    sysctl: {
      ...sysctl,
      "net.bridge.bridge-nf-call-ip6tables": 1,
      "net.bridge.bridge-nf-call-iptables": 1,
    },
    isOwnFile,
  };
}

function programs(plan: Plan, node: Node, settings: NodeSettings): readonly NodeFile[] {
  const program = (name: string, content: string) => ({ path: command(name), content, permissions: "0755" });
  return [
    program(WAIT_COMMAND, waitForTime()),
    program(TOKEN_COMMAND, takeToken()),
    program(SETUP_COMMAND, setup(plan, node, settings)),
    program(JOIN_COMMAND, foundOrJoin(plan, node)),
    ...(node.role === "server" ? [program(INVITE_COMMAND, invite(plan))] : []),
    program(UPGRADE_COMMAND, upgrade(plan, node)),
  ];
}
