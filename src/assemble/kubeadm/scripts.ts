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
import { installLines, repositoryLines } from "./packages.ts";
import { CONFIG_FILE, DATA_FOLDERS, DONE_MARK, JOIN_UNIT, TOKEN_FILE, UPGRADE_FILE } from "./paths.ts";

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
        "apt-get --quiet --yes -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-confold install containerd.io",
        "apt-mark hold containerd.io",
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
  return script(
    [
      "#!/bin/sh",
      `# Brings this node to ${version}${isFounder(plan, node) ? "" : "; the first server comes before"}. Can be run again.`,
      "set -eu",
      ...FUNCTIONS,
      `[ -e ${DONE_MARK} ] || fail "this node is not part of the cluster yet"`,
      ...shareLines(),
    ],
    repositoryLines(version),
    installLines(version, ["kubeadm"]),
    isFounder(plan, node)
      ? [
          "# What is the same for all is kept in the cluster.",
          `kubeadm init phase upload-config all --config ${CONFIG_FILE}`,
          `kubeadm upgrade apply ${version} --yes --config ${UPGRADE_FILE}`,
          ...(runsKubeProxy(plan) ? [`kubeadm init phase addon kube-proxy --config ${CONFIG_FILE}`] : []),
        ]
      : [`kubeadm upgrade node --config ${UPGRADE_FILE}`],
    installLines(version, ["kubelet", "kubectl"]),
    ["systemctl daemon-reload", "systemctl restart kubelet"],
  );
}

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
