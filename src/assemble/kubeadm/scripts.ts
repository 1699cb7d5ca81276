import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import { isBoard, onCard } from "../nodes/board.ts";
import { DATA_DISK_FUNCTIONS, dataDiskLines, dataFolders } from "../nodes/data-disk.ts";
import { command, WAIT_COMMAND } from "../nodes/paths.ts";
import {
  FUNCTIONS,
  memoryCgroup,
  moduleLines,
  packageLines,
  serviceLines,
  spareTheCard,
  stagedLines,
  tokenLines,
} from "../nodes/scripts.ts";
import { isFounder } from "../nodes/servers.ts";
import type { NodeSettings } from "../nodes/settings.ts";
import { script } from "../nodes/shell.ts";
import { runsKubeProxy } from "./asked.ts";
import { installLines, repositoryLines } from "./packages.ts";
import { CONFIG_FILE, DATA_FOLDERS, DONE_MARK, JOIN_UNIT, TOKEN_FILE, UPGRADE_FILE } from "./paths.ts";

/** Takes the token, and starts what founds or joins. */
export const takeToken = (): string =>
  script(
    [
      "#!/bin/sh",
      "# Reads the cluster's token from standard input, and starts kubeadm.",
      "set -eu",
      "umask 077",
    ],
    tokenLines(TOKEN_FILE),
    [
      "# Before kubeadm is installed there is nothing to start; the end of the setup does so.",
      `if command -v kubeadm > /dev/null; then systemctl start --no-block ${JOIN_UNIT}; fi`,
    ],
  );

/**
 * Everything between cloud-init's modules and kubeadm, in an order that each step can rely on.
 * https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/install-kubeadm/
 */
export function setup(plan: Plan, node: Node, settings: NodeSettings): string {
  const disk =
    node.dataDisk === undefined ? [] : dataDiskLines(node.dataDisk.device, dataFolders(plan, DATA_FOLDERS));
  return script(
    ["#!/bin/sh", "# Prepares this node and installs kubeadm. Can be run again at any time.", "set -eu"],
    [...FUNCTIONS, ...(disk.length === 0 ? [] : DATA_DISK_FUNCTIONS)],
    ["# Neither packages nor downloads are trusted while the clock is wrong.", command(WAIT_COMMAND)],
    packageLines(settings.packages),
    disk,
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
    ...(isBoard(node) ? [memoryCgroup("the kubelet")] : []),
    ...(onCard(node) ? [spareTheCard()] : []),
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
