import type { Plan } from "../../plan/model.ts";
import { getAt, isArray } from "../../values/json.ts";
import { DATA_LABEL, DATA_MOUNT } from "./paths.ts";
import { quote } from "./shell.ts";

/** A folder of the nodes whose content lives on the data disk. */
export interface DataFolder {
  /** Name of the folder on the disk. */
  readonly name: string;
  /** Where programs find it. */
  readonly path: string;
}

/** The kubelet with the pods' scratch space; logs. */
const ALWAYS: readonly DataFolder[] = [
  { name: "kubelet", path: "/var/lib/kubelet" },
  { name: "pods", path: "/var/log/pods" },
  { name: "journal", path: "/var/log/journal" },
];

/**
 * The folders of the data disk: those of the distribution, and those that components contribute (`NodeSettings.dataPaths`). Each is a
 * bind mount of a folder of the disk, so that every program finds its usual path and the disk needs no partitions
 * whose sizes would have to be guessed.
 */
export function dataFolders(plan: Plan, own: readonly DataFolder[]): readonly DataFolder[] {
  const folders = [...own, ...ALWAYS];
  for (const { component, value } of plan.contributions.NodeSettings) {
    const paths = getAt(value.value, ["dataPaths"]);
    for (const [index, path] of (isArray(paths) ? paths.map(String) : []).entries()) {
      // What lies inside of a folder is there already, and what lies around one is no folder of data.
      const apart = [...folders.map((folder) => folder.path), DATA_MOUNT].every(
        (other) => !`${other}/`.startsWith(`${path}/`) && !`${path}/`.startsWith(`${other}/`),
      );
      if (apart) folders.push({ name: `components/${component}${index === 0 ? "" : `-${index + 1}`}`, path });
    }
  }
  return folders;
}

/** The mounts without which Kubernetes must not start: it would found a new cluster on the system disk. */
export const neededMounts = (folders: readonly DataFolder[]): readonly string[] =>
  folders.map(({ path }) => path).filter((path) => !path.startsWith("/var/log/"));

/**
 * Shell lines that format the disk once, and mount it. cloud-init's own modules are not used: they would format a disk
 * that holds something else, and cannot make the folders that the bind mounts come from. A disk that was this node's
 * before is taken as it is; one with any other content is refused. `nofail` keeps a node without its disk reachable.
 */
export function dataDiskLines(device: string, folders: readonly DataFolder[]): readonly string[] {
  return [
    `# The data disk: ${folders.map(({ path }) => path).join(", ")}.`,
    `device=${quote(device)}`,
    "tries=0",
    'until [ -b "$device" ]; do',
    "  tries=$((tries + 1))",
    '  [ "$tries" -lt 60 ] || fail "there is no disk $device"',
    "  sleep 1",
    "done",
    `if [ "$(blkid --probe --match-tag LABEL --output value "$device")" != ${DATA_LABEL} ]; then`,
    '  [ -z "$(wipefs --noheadings "$device")" ] ||',
    '    fail "$device holds something else; if nothing of it is needed: wipefs --all $device, then run this again"',
    `  mkfs.ext4 -q -m 1 -L ${DATA_LABEL} "$device"`,
    "fi",
    `fstab ${DATA_MOUNT} "LABEL=${DATA_LABEL} ${DATA_MOUNT} ext4 noatime,nofail 0 2"`,
    ...folders.map(({ name, path }) => `fstab ${path} "${DATA_MOUNT}/${name} ${path} none bind,nofail 0 0"`),
    "systemctl daemon-reload",
    `mounted ${DATA_MOUNT}`,
    ...folders.flatMap(({ name, path }) => [`mkdir -p ${DATA_MOUNT}/${name}`, `mounted ${path}`]),
  ];
}

/** Shell functions that the lines above call. */
export const DATA_DISK_FUNCTIONS: readonly string[] = [
  'fstab() { grep -q " $1 " /etc/fstab || printf \'%s\\n\' "$2" >> /etc/fstab; }',
  'mounted() { mkdir -p "$1"; mountpoint -q "$1" || mount "$1"; }',
];
