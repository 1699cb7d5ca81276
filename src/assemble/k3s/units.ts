import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import { onCard } from "./board.ts";
import { dataFolders, neededMounts } from "./data-disk.ts";
import { datastoreUnit } from "./datastore.ts";
import { SHUTDOWN_SECONDS } from "./kubelet.ts";
import { command, REBOOT_MARK, TOKEN_FILE, unitOf, WAIT_COMMAND } from "./paths.ts";
import type { NodeFile, NodeSettings } from "./settings.ts";

/** Files for systemd and the kernel. Each is a drop-in beside what the distribution has. */
export function systemFiles(plan: Plan, node: Node, settings: NodeSettings): readonly NodeFile[] {
  const file = (path: string, ...lines: readonly string[]): NodeFile => ({
    path,
    content: `${lines.join("\n")}\n`,
    permissions: "0644",
  });
  return [
    file(`/etc/systemd/system/${unitOf(node.role)}.service.d/k8sgen.conf`, ...k3sUnit(plan, node)),
    // logind reads the last name last, and Ubuntu's unattended-upgrades allows 30 seconds only: too little for the
    // kubelet, which then leaves graceful shutdown out.
    file("/etc/systemd/logind.conf.d/zz-k8sgen.conf", "[Login]", `InhibitDelayMaxSec=${SHUTDOWN_SECONDS}`),
    file(
      "/etc/sysctl.d/90-k8sgen.conf",
      ...Object.entries(settings.sysctl).map(([key, value]) => `${key} = ${String(value)}`),
    ),
    ...(settings.modules.length === 0 ? [] : [file("/etc/modules-load.d/k8sgen.conf", ...settings.modules)]),
    ...(onCard(node)
      ? [
          file(
            "/etc/systemd/journald.conf.d/k8sgen.conf",
            "# The card wears out by being written to.",
            "[Journal]",
            "Storage=volatile",
            "RuntimeMaxUse=64M",
          ),
        ]
      : []),
  ];
}

function k3sUnit(plan: Plan, node: Node): readonly string[] {
  const datastore = node.role === "server" ? datastoreUnit(plan) : undefined;
  return [
    "[Unit]",
    `ConditionPathExists=${TOKEN_FILE}`,
    `ConditionPathExists=!${REBOOT_MARK}`,
    ...(datastore?.conditions ?? []),
    ...(node.dataDisk === undefined
      ? []
      : [`RequiresMountsFor=${neededMounts(dataFolders(plan)).join(" ")}`]),
    "[Service]",
    ...(datastore?.service ?? []),
    `ExecStartPre=${command(WAIT_COMMAND)}`,
  ];
}
