import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import { isBoard, onCard } from "../nodes/board.ts";
import { DATA_DISK_FUNCTIONS, dataDiskLines, dataFolders } from "../nodes/data-disk.ts";
import { command, SHARE, WAIT_COMMAND } from "../nodes/paths.ts";
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
import type { NodeSettings } from "../nodes/settings.ts";
import { quote, script } from "../nodes/shell.ts";
import { DATA_FOLDERS, TOKEN_FILE, unitOf } from "./paths.ts";

/** Takes the token, and starts K3s. */
export const takeToken = (role: Node["role"]): string =>
  script(
    ["#!/bin/sh", "# Reads the cluster's token from standard input, and starts K3s.", "set -eu", "umask 077"],
    tokenLines(TOKEN_FILE),
    [
      "# Before K3s is installed there is nothing to start; its installation does so.",
      `if systemctl cat ${unitOf(role)}.service > /dev/null 2>&1; then systemctl start --no-block ${unitOf(role)}; fi`,
    ],
  );

/** Everything between cloud-init's modules and a running K3s, in an order that each step can rely on. */
export function setup(plan: Plan, node: Node, settings: NodeSettings): string {
  const disk =
    node.dataDisk === undefined ? [] : dataDiskLines(node.dataDisk.device, dataFolders(plan, DATA_FOLDERS));
  return script(
    ["#!/bin/sh", "# Prepares this node and installs K3s. Can be run again at any time.", "set -eu"],
    [...FUNCTIONS, ...(disk.length === 0 ? [] : DATA_DISK_FUNCTIONS)],
    ["# Neither packages nor downloads are trusted while the clock is wrong.", command(WAIT_COMMAND)],
    packageLines(settings.packages),
    disk,
    stagedLines(node.role === "server" ? ["install -d -m 0700 /var/lib/rancher/k3s/server"] : []),
    ["sysctl --quiet --system"],
    moduleLines(settings.modules),
    serviceLines(settings.services),
    ["systemctl daemon-reload"],
    ...(isBoard(node) ? [memoryCgroup("K3s")] : []),
    ...(onCard(node) ? [spareTheCard()] : []),
    installLines(node, plan.homelab.kubernetes.version),
    [
      "# Without a token, or before the first reboot, the unit's conditions do not hold and nothing happens.",
      `systemctl start --no-block ${unitOf(node.role)}`,
    ],
  );
}

/** The installer takes the release from its argument, and checks the program against the release's checksums. */
const installLines = ({ role }: Node, version: string): readonly string[] => [
  `if ! k3s --version 2> /dev/null | grep -qF ${quote(` ${version} `)} || ! systemctl cat ${unitOf(role)}.service > /dev/null 2>&1; then`,
  "  curl --fail --silent --show-error --location --retry 20 --retry-delay 15 --retry-all-errors \\",
  `    --output ${SHARE}/install-k3s.sh https://get.k3s.io`,
  `  INSTALL_K3S_VERSION=${quote(version)} INSTALL_K3S_EXEC=${role} INSTALL_K3S_SKIP_START=true sh ${SHARE}/install-k3s.sh`,
  "fi",
];
