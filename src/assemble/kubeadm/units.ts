import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import { dataFolders, neededMounts } from "../nodes/data-disk.ts";
import { command, REBOOT_MARK, WAIT_COMMAND } from "../nodes/paths.ts";
import type { NodeFile } from "../nodes/settings.ts";
import { file } from "../nodes/units.ts";
import { DATA_FOLDERS, DONE_MARK, JOIN_COMMAND, JOIN_UNIT, TOKEN_FILE } from "./paths.ts";

/** systemd's part: what founds or joins, and what keeps the kubelet from the system's disk while the data disk is away. */
export function units(plan: Plan, node: Node): readonly NodeFile[] {
  const mounts =
    node.dataDisk === undefined
      ? []
      : [`RequiresMountsFor=${neededMounts(dataFolders(plan, DATA_FOLDERS)).join(" ")}`];
  return [
    file(
      `/etc/systemd/system/${JOIN_UNIT}`,
      "[Unit]",
      "Description=Makes this node a part of the cluster",
      "Wants=network-online.target",
      "After=network-online.target containerd.service",
      `ConditionPathExists=${TOKEN_FILE}`,
      `ConditionPathExists=!${DONE_MARK}`,
      `ConditionPathExists=!${REBOOT_MARK}`,
      // A node that waits for the first server does so as long as it takes.
      "StartLimitIntervalSec=0",
      ...mounts,
      "[Service]",
      "Type=oneshot",
      `ExecStartPre=${command(WAIT_COMMAND)}`,
      `ExecStart=${command(JOIN_COMMAND)}`,
      "Restart=on-failure",
      "RestartSec=30",
      "[Install]",
      "WantedBy=multi-user.target",
    ),
    file(
      "/etc/systemd/system/kubelet.service.d/k8sgen.conf",
      "[Unit]",
      "After=containerd.service",
      ...mounts,
      "[Service]",
      `ExecStartPre=${command(WAIT_COMMAND)}`,
      // The clock may take longer than systemd allows a start by itself: 90 seconds.
      "TimeoutStartSec=infinity",
    ),
    ...(mounts.length === 0
      ? []
      : [file("/etc/systemd/system/containerd.service.d/k8sgen.conf", "[Unit]", ...mounts)]),
  ];
}
