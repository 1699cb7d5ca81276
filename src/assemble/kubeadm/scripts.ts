import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import {
  boardLines,
  FUNCTIONS,
  moduleLines,
  serviceLines,
  setupHead,
  shareLines,
  stagedLines,
  takeTokenScript,
} from "../nodes/scripts.ts";
import { isFounder } from "../nodes/servers.ts";
import type { NodeSettings } from "../nodes/settings.ts";
import { script } from "../nodes/shell.ts";
import { runsKubeProxy } from "./asked.ts";
import { containerdLines, installLines, repositoryLines } from "./packages.ts";
import {
  ADMIN_FILE,
  CLUSTER_FILE,
  CONFIG_FILE,
  DATA_FOLDERS,
  DONE_MARK,
  JOIN_UNIT,
  PATCHES,
  TOKEN_FILE,
  UPGRADE_FILE,
} from "./paths.ts";

/** Takes the token, and starts what founds or joins. */
export const takeToken = (): string =>
  takeTokenScript(TOKEN_FILE, "kubeadm", [
    "# Before kubeadm is installed there is nothing to start; the end of the setup does so.",
    `if command -v kubeadm > /dev/null; then systemctl start --no-block ${JOIN_UNIT}; fi`,
  ]);

/**
 * Everything between cloud-init's modules and kubeadm, in an order that each step can rely on.
 * https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/install-kubeadm/
 */
export function setup(plan: Plan, node: Node, settings: NodeSettings): string {
  return script(
    setupHead(plan, node, "kubeadm", settings.packages, DATA_FOLDERS),
    stagedLines(),
    // Settings of a module are there with the module.
    moduleLines(settings.modules),
    ["sysctl --quiet --system"],
    serviceLines(settings.services),
    ["systemctl daemon-reload"],
    [
      "# The kubelet starts neither with control groups of version 1 nor with swap.",
      '[ -f /sys/fs/cgroup/cgroup.controllers ] || fail "the control groups are of version 1"',
      "swapoff --all",
      "sed -i -E 's/^[^#].*[[:space:]]swap[[:space:]].*/# &/' /etc/fstab",
    ],
    boardLines(node, "the kubelet"),
    [
      "# Another release comes by k8sgen-upgrade: what runs is not exchanged by the way.",
      `if [ ! -e ${DONE_MARK} ] || ! command -v kubeadm > /dev/null; then`,
      ...indented([
        ...repositoryLines(plan.homelab.kubernetes.version),
        ...containerdLines,
        ...installLines(plan.homelab.kubernetes.version, ["kubelet", "kubeadm", "kubectl"]),
        "systemctl restart containerd",
      ]),
      "fi",
      "systemctl enable --now containerd kubelet",
      "# Without a token, or before the first reboot, the unit's conditions do not hold and nothing happens.",
      `systemctl enable ${JOIN_UNIT}`,
      `systemctl start --no-block ${JOIN_UNIT}`,
    ],
  );
}

/**
 * Brings a node to the release of the homelab; servers before agents, the first server before all. It may be run again.
 * https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-upgrade/
 */
export function upgrade(plan: Plan, node: Node): string {
  const { version } = plan.homelab.kubernetes;
  const isFirst = isFounder(plan, node);
  const isServer = node.role === "server";
  return script(
    [
      "#!/bin/sh",
      `# Brings this node to ${version}${isFirst ? "" : "; the first server comes before"}. Can be run again.`,
      "set -eu",
      ...FUNCTIONS,
      `[ -e ${DONE_MARK} ] || fail "this node is not part of the cluster yet"`,
      ...shareLines(),
    ],
    repositoryLines(version),
    installLines(version, ["kubeadm"]),
    isServer ? ANEW : [],
    isFirst
      ? [
          "# What is the same for all is kept in the cluster.",
          `kubeadm init phase upload-config all --config ${CONFIG_FILE}`,
          `kubeadm upgrade apply ${version} --yes --config ${UPGRADE_FILE}`,
        ]
      : [`kubeadm upgrade node --config ${UPGRADE_FILE}`],
    isServer && runsKubeProxy(plan) ? kubeProxyLines(version, isFirst ? CONFIG_FILE : CLUSTER_FILE) : [],
    installLines(version, ["kubelet", "kubectl"]),
    containerdLines,
    ["systemctl daemon-reload", "systemctl restart kubelet"],
  );
}

/**
 * kubeadm leaves a program of the control plane alone where its manifest does not change, and with it certificates that
 * end, and files that it reads when it starts.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/cmd/kubeadm/app/phases/upgrade/staticpods.go
 */
const ANEW: readonly string[] = [
  "# With a new date in its manifest kubeadm renews the certificates of each program, and starts it anew.",
  `trap 'rm -f ${PATCHES}/*0+merge.yaml' EXIT`,
  "for program in etcd kube-apiserver kube-controller-manager kube-scheduler; do",
  '  printf \'metadata:\\n  annotations:\\n    k8sgen.dev/upgraded: "%s"\\n\' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \\',
  `    > "${PATCHES}/\${program}0+merge.yaml"`,
  "done",
];

/** kube-proxy may not be newer than an API server. https://kubernetes.io/releases/version-skew-policy/#kube-proxy */
const kubeProxyLines = (version: string, config: string): readonly string[] => [
  "# kube-proxy comes last, and reads its settings when it starts.",
  `images=$(kubectl --kubeconfig ${ADMIN_FILE} --namespace kube-system get pods --selector component=kube-apiserver \\`,
  "  --output 'jsonpath={range .items[*]}{.spec.containers[0].image}{\"\\n\"}{end}')",
  `if printf '%s\\n' "$images" | grep -qv ':${version.replaceAll(".", "\\.")}$'; then`,
  `  say "kube-proxy follows when every API server has ${version}"`,
  "else",
  `  kubeadm init phase addon kube-proxy --config ${config}`,
  `  kubectl --kubeconfig ${ADMIN_FILE} --namespace kube-system rollout restart daemonset/kube-proxy`,
  "fi",
];

/** Lines of a here-document end at the margin, so only what is no part of one moves. */
function indented(lines: readonly string[]): readonly string[] {
  let inside = false;
  return lines.map((line) => {
    const moved = inside ? line : `  ${line}`;
    if (inside && line === "END") inside = false;
    else if (line.endsWith("<< END")) inside = true;
    return moved;
  });
}
