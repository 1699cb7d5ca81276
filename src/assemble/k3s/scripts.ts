import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import { SHARE } from "../nodes/paths.ts";
import {
  boardLines,
  moduleLines,
  serviceLines,
  setupHead,
  stagedLines,
  takeTokenScript,
} from "../nodes/scripts.ts";
import type { NodeSettings } from "../nodes/settings.ts";
import { quote, script } from "../nodes/shell.ts";
import { DATA_FOLDERS, TOKEN_FILE, unitOf } from "./paths.ts";

/** Takes the token, and starts K3s. */
export const takeToken = (role: Node["role"]): string =>
  takeTokenScript(TOKEN_FILE, "K3s", [
    "# Before K3s is installed there is nothing to start; its installation does so.",
    `if systemctl cat ${unitOf(role)}.service > /dev/null 2>&1; then systemctl start --no-block ${unitOf(role)}; fi`,
  ]);

/** Everything between cloud-init's modules and a running K3s, in an order that each step can rely on. */
export function setup(plan: Plan, node: Node, settings: NodeSettings): string {
  return script(
    setupHead(plan, node, "K3s", settings.packages, DATA_FOLDERS),
    stagedLines(node.role === "server" ? ["install -d -m 0700 /var/lib/rancher/k3s/server"] : []),
    ["sysctl --quiet --system"],
    moduleLines(settings.modules),
    serviceLines(settings.services),
    ["systemctl daemon-reload"],
    boardLines(node, "K3s"),
    installLines(node, plan.homelab.kubernetes.version),
    [
      "# Without a token, or before the first reboot, the unit's conditions do not hold and nothing happens.",
      `systemctl start --no-block ${unitOf(node.role)}`,
    ],
  );
}

/**
 * The installer takes the release from its argument, and checks the program against the release's checksums. A newer
 * release stays: plans in the cluster may have brought it, and the datastore does not go back.
 */
const installLines = ({ role }: Node, version: string): readonly string[] => [
  `wanted=${quote(version)}`,
  "installed=$(k3s --version 2> /dev/null | sed -n 's/^k3s version \\([^ ]*\\).*/\\1/p')",
  'newest=$(printf \'%s\\n%s\\n\' "$wanted" "$installed" | sort -V | tail -n 1)',
  `if [ "$installed" != "$newest" ] || ! systemctl cat ${unitOf(role)}.service > /dev/null 2>&1; then`,
  "  curl --fail --silent --show-error --location --retry 20 --retry-delay 15 --retry-all-errors \\",
  `    --output ${SHARE}/install-k3s.sh https://get.k3s.io`,
  `  INSTALL_K3S_VERSION="$newest" INSTALL_K3S_EXEC=${role} INSTALL_K3S_SKIP_START=true sh ${SHARE}/install-k3s.sh`,
  "fi",
];
