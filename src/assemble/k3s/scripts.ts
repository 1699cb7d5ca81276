import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import { isBoard, onCard } from "./board.ts";
import { DATA_DISK_FUNCTIONS, dataDiskLines, dataFolders } from "./data-disk.ts";
import { command, SHARE, STAGED, TOKEN_FILE, unitOf, WAIT_COMMAND } from "./paths.ts";
import type { NodeSettings } from "./settings.ts";
import { quote, script } from "./shell.ts";

/**
 * Boards without a battery start with the time of their last shutdown. Certificates made or checked with it are not
 * valid, so K3s waits; but not for ever, because a homelab has to come up while its internet access is down.
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

/** Takes the token from standard input, so that it is in no argument list, and replaces the file in one step. */
export const takeToken = (role: Node["role"]): string =>
  script(
    ["#!/bin/sh", "# Reads the cluster's token from standard input, and starts K3s.", "set -eu", "umask 077"],
    [
      `cat > ${TOKEN_FILE}.new`,
      `if ! grep -q '[^[:space:]]' ${TOKEN_FILE}.new; then`,
      `  rm ${TOKEN_FILE}.new`,
      '  echo "k8sgen: there is no token on standard input" >&2',
      "  exit 1",
      "fi",
      `mv ${TOKEN_FILE}.new ${TOKEN_FILE}`,
      "# Before K3s is installed there is nothing to start; its installation does so.",
      `if systemctl cat ${unitOf(role)}.service > /dev/null 2>&1; then systemctl start --no-block ${unitOf(role)}; fi`,
    ],
  );

/** Everything between cloud-init's modules and a running K3s, in an order that each step can rely on. */
export function setup(plan: Plan, node: Node, settings: NodeSettings): string {
  const disk = node.dataDisk === undefined ? [] : dataDiskLines(node.dataDisk.device, dataFolders(plan));
  return script(
    ["#!/bin/sh", "# Prepares this node and installs K3s. Can be run again at any time.", "set -eu"],
    [
      'say() { echo "k8sgen: $*" >&2; }',
      'fail() { say "$*"; exit 1; }',
      ...(disk.length === 0 ? [] : DATA_DISK_FUNCTIONS),
    ],
    ["# Neither packages nor downloads are trusted while the clock is wrong.", command(WAIT_COMMAND)],
    packageLines(settings.packages),
    disk,
    stagedLines(node),
    ["sysctl --quiet --system"],
    ...settings.modules.map((name) => [
      `modprobe ${quote(name)} || say ${quote(`the kernel module ${name} could not be loaded`)}`,
    ]),
    ...settings.services.map((name) => [
      `systemctl enable --now ${quote(name)} || say ${quote(`the service ${name} could not be started`)}`,
    ]),
    ["systemctl daemon-reload"],
    ...(isBoard(node) ? [memoryCgroup()] : []),
    ...(onCard(node) ? [spareTheCard()] : []),
    installLines(node, plan.homelab.kubernetes.version),
    [
      "# Without a token, or before the first reboot, the unit's conditions do not hold and nothing happens.",
      `systemctl start --no-block ${unitOf(node.role)}`,
    ],
  );
}

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

const stagedLines = (node: Node): readonly string[] => [
  "# Files for folders that the data disk may lie over.",
  ...(node.role === "server" ? ["install -d -m 0700 /var/lib/rancher/k3s/server"] : []),
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
const memoryCgroup = (): readonly string[] => [
  "# The memory cgroup, which K3s does not start without.",
  "if ! grep -qw memory /sys/fs/cgroup/cgroup.controllers; then",
  "  for line in /boot/firmware/current/cmdline.txt /boot/firmware/cmdline.txt; do",
  '    [ -f "$line" ] || continue',
  '    if ! grep -qw cgroup_enable=memory "$line"; then',
  "      sed -i '1s/[[:space:]]*$/ cgroup_memory=1 cgroup_enable=memory/' \"$line\"",
  '      say "the command line of the kernel is changed; it takes effect with the next boot"',
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

/** The installer takes the release from its argument, and checks the program against the release's checksums. */
const installLines = ({ role }: Node, version: string): readonly string[] => [
  `if ! k3s --version 2> /dev/null | grep -qF ${quote(` ${version} `)} || ! systemctl cat ${unitOf(role)}.service > /dev/null 2>&1; then`,
  "  curl --fail --silent --show-error --location --retry 20 --retry-delay 15 --retry-all-errors \\",
  `    --output ${SHARE}/install-k3s.sh https://get.k3s.io`,
  `  INSTALL_K3S_VERSION=${quote(version)} INSTALL_K3S_EXEC=${role} INSTALL_K3S_SKIP_START=true sh ${SHARE}/install-k3s.sh`,
  "fi",
];
