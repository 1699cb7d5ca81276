import type { Node } from "../../generated/homelab.ts";
import { onCard } from "./board.ts";
import { SHUTDOWN_SECONDS } from "./kubelet.ts";
import type { NodeFile, NodeSettings } from "./settings.ts";

/** A file that everybody may read. */
export const file = (path: string, ...lines: readonly string[]): NodeFile => ({
  path,
  content: `${lines.join("\n")}\n`,
  permissions: "0644",
});

/** Files for systemd and the kernel. Each is a drop-in beside what the operating system has. */
export function systemFiles(node: Node, settings: NodeSettings): readonly NodeFile[] {
  return [
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
