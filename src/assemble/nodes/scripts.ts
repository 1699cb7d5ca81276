import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import { isBoard, onCard } from "./board.ts";
import { DATA_DISK_FUNCTIONS, type DataFolder, dataDiskLines, dataFolders } from "./data-disk.ts";
import { command, REBOOT_MARK, SHARE, STAGED, WAIT_COMMAND } from "./paths.ts";
import { quote, script } from "./shell.ts";

/**
 * Boards without a battery start with the time of their last shutdown. Certificates made or checked with it are not
 * valid, so Kubernetes waits; but not for ever, because a homelab has to come up while its internet access is down.
 */
export const waitForTime = (): string =>
  script(
    ["#!/bin/sh", "# Waits up to ten minutes until the clock is synchronised."],
    [
      "tries=0",
      'until [ "$(timedatectl show --property=NTPSynchronized --value)" = yes ]; do',
      "  tries=$((tries + 1))",
      '  if [ "$tries" -gt 300 ]; then',
      '    echo "k8sgen: the clock is not synchronised; going on with $(date --utc)" >&2',
      "    exit 0",
      "  fi",
      "  sleep 2",
      "done",
    ],
  );

/** The functions that the lines below call. */
export const FUNCTIONS: readonly string[] = [
  'say() { echo "k8sgen: $*" >&2; }',
  'fail() { say "$*"; exit 1; }',
];

/**
 * Takes the token from standard input, so that it is in no argument list, and replaces the file in one step.
 * @param start what starts with it then
 */
export const takeTokenScript = (path: string, what: string, start: readonly string[]): string =>
  script(
    [
      "#!/bin/sh",
      `# Reads the cluster's token from standard input, and starts ${what}.`,
      "set -eu",
      "umask 077",
    ],
    [
      `cat > ${path}.new`,
      `if ! grep -q '[^[:space:]]' ${path}.new; then`,
      `  rm ${path}.new`,
      '  echo "k8sgen: there is no token on standard input" >&2',
      "  exit 1",
      "fi",
      `mv ${path}.new ${path}`,
    ],
    start,
  );

/** How the setup of a node begins: what every later line relies on. */
export function setupHead(
  plan: Plan,
  node: Node,
  what: string,
  packages: readonly string[],
  folders: readonly DataFolder[],
): readonly string[] {
  const disk =
    node.dataDisk === undefined ? [] : dataDiskLines(node.dataDisk.device, dataFolders(plan, folders));
  return [
    "#!/bin/sh",
    `# Prepares this node and installs ${what}. Can be run again at any time.`,
    "set -eu",
    ...FUNCTIONS,
    ...(disk.length === 0 ? [] : DATA_DISK_FUNCTIONS),
    "# Neither packages nor downloads are trusted while the clock is wrong.",
    command(WAIT_COMMAND),
    ...shareLines(),
    ...packageLines(packages),
    ...disk,
  ];
}

/** The folder of downloads: curl makes none, and cloud-init does so only where files are staged. */
export const shareLines = (): readonly string[] => [`install -d -m 0755 ${SHARE}`];

/** What single-board computers need beside it. */
export const boardLines = (node: Node, what: string): readonly string[] => [
  ...(isBoard(node) ? memoryCgroup(what) : []),
  ...(onCard(node) ? spareTheCard() : []),
];

/** Kernel modules. */
export const moduleLines = (modules: readonly string[]): readonly string[] =>
  modules.map(
    (name) => `modprobe ${quote(name)} || say ${quote(`the kernel module ${name} could not be loaded`)}`,
  );

/** Services of the operating system. */
export const serviceLines = (services: readonly string[]): readonly string[] =>
  services.map(
    (name) =>
      `systemctl enable --now ${quote(name)} || say ${quote(`the service ${name} could not be started`)}`,
  );

/** cloud-init has tried before; a package list that seemed to come from the future made it fail. */
const packageLines = (packages: readonly string[]): readonly string[] => [
  "# Packages that are missing still.",
  `for package in ${packages.map(quote).join(" ")}; do`,
  '  dpkg-query --show --showformat=\'${Status}\' "$package" 2> /dev/null | grep -q "ok installed" || missing="${missing:-} $package"',
  "done",
  'if [ -n "${missing:-}" ]; then',
  "  export DEBIAN_FRONTEND=noninteractive",
  "  apt-get --quiet -o DPkg::Lock::Timeout=600 update",
  "  # shellcheck disable=SC2086 # a list of words",
  "  apt-get --quiet --yes -o DPkg::Lock::Timeout=600 install $missing",
  "fi",
];

/** @param before what has to be there for them */
export const stagedLines = (before: readonly string[] = []): readonly string[] => [
  "# Files for folders that the data disk may lie over.",
  ...before,
  `if [ -d ${STAGED} ]; then`,
  `  cd ${STAGED}`,
  '  find . -type f | while read -r file; do install -D -m "$(stat -c %a "$file")" "$file" "/$file"; done',
  "  cd /",
  "fi",
];

/**
 * The firmware of the Raspberry Pi starts the kernel with `cgroup_disable=memory`; a later word on the command line
 * wins. https://docs.k3s.io/installation/requirements?os=pi. Ubuntu has the line in /boot/firmware, from 25.10 on in
 * its folder `current`: https://canonical-ubuntu-boards.readthedocs-hosted.com/en/latest/explanations/piboot-ab
 */
const memoryCgroup = (who: string): readonly string[] => [
  `# The memory cgroup, which ${who} does not start without.`,
  "if ! grep -qw memory /sys/fs/cgroup/cgroup.controllers; then",
  "  for line in /boot/firmware/current/cmdline.txt /boot/firmware/cmdline.txt; do",
  '    [ -f "$line" ] || continue',
  '    if ! grep -qw cgroup_enable=memory "$line"; then',
  "      sed -i '1s/[[:space:]]*$/ cgroup_memory=1 cgroup_enable=memory/' \"$line\"",
  '      say "the command line of the kernel is changed; restart the node"',
  `      touch ${REBOOT_MARK} /run/reboot-required`,
  "    fi",
  "    break",
  "  done",
  "fi",
];

const spareTheCard = (): readonly string[] => [
  "# Reading a file does not write to the card.",
  "sed -i -E '/noatime/! s#^([^[:space:]]+[[:space:]]+/[[:space:]]+ext4[[:space:]]+)([^[:space:]]+)#\\1\\2,noatime#' /etc/fstab",
  "mount -o remount,noatime /",
];
