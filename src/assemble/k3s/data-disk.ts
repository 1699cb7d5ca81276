import { DATA_LABEL, DATA_MOUNT } from "./paths.ts";
import { quote } from "./shell.ts";

/**
 * Folders that live on the data disk where a node has one: K3s with its datastore, images and local volumes; the
 * kubelet with the pods' scratch space; replicated volumes; logs. Each is a bind mount of a folder of the disk, so that
 * every program finds its usual path and the disk needs no partitions whose sizes would have to be guessed.
 */
const FOLDERS: readonly (readonly [folder: string, path: string])[] = [
  ["rancher", "/var/lib/rancher"],
  ["kubelet", "/var/lib/kubelet"],
  ["longhorn", "/var/lib/longhorn"],
  ["pods", "/var/log/pods"],
  ["journal", "/var/log/journal"],
];

/** The mounts without which K3s must not start: it would found a new cluster on the system disk. */
export const DATA_PATHS = FOLDERS.map(([, path]) => path).filter((path) => path.startsWith("/var/lib/"));

/**
 * Shell lines that format the disk once, and mount it. cloud-init's own modules are not used: they would format a disk
 * that holds something else, and cannot make the folders that the bind mounts come from. A disk that was this node's
 * before is taken as it is; one with any other content is refused. `nofail` keeps a node without its disk reachable.
 */
export function dataDiskLines(device: string): readonly string[] {
  return [
    `# The data disk: ${FOLDERS.map(([, path]) => path).join(", ")}.`,
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
    ...FOLDERS.map(
      ([folder, path]) => `fstab ${path} "${DATA_MOUNT}/${folder} ${path} none bind,nofail 0 0"`,
    ),
    "systemctl daemon-reload",
    `mounted ${DATA_MOUNT}`,
    ...FOLDERS.flatMap(([folder, path]) => [`mkdir -p ${DATA_MOUNT}/${folder}`, `mounted ${path}`]),
  ];
}

/** Shell functions that the lines above call. */
export const DATA_DISK_FUNCTIONS: readonly string[] = [
  'fstab() { grep -q " $1 " /etc/fstab || printf \'%s\\n\' "$2" >> /etc/fstab; }',
  'mounted() { mkdir -p "$1"; mountpoint -q "$1" || mount "$1"; }',
];
