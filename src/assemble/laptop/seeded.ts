import type { Node } from "../../generated/homelab.ts";
import { takenBy } from "../../laptop/addresses.ts";
import { SETUP_COMMAND } from "../nodes/paths.ts";
import type { LaptopPlan } from "./model.ts";

/**
 * Some programs write the seed of their machines themselves. There the node's user-data is given to cloud-init a second
 * time, module by module (https://docs.cloud-init.io/en/latest/reference/cli.html#single), and its setup is run as the first
 * boot of a real node does. The machine keeps the address that the program gave it, and gets that of the node beside it.
 *
 * Programs hand out any address of their network, as Multipass on Linux does
 * (https://github.com/canonical/multipass/blob/v1.16.0/src/platform/backends/qemu/linux/dnsmasq_process_spec.cpp): a machine
 * that was given one of the homelab's is refused. What `ip` sets is gone as soon as systemd-networkd configures the link
 * anew; the address is kept by a file beside that which netplan has written for the link
 * (https://www.freedesktop.org/software/systemd/man/255/systemd.network.html).
 */
export const NODE_SCRIPT = `#!/bin/sh
# Makes this machine a node: sh node.sh ADDRESS/PREFIX FIRST LAST USER-DATA, as root. Can be run again at any time.
# FIRST to LAST are the addresses that the homelab uses; this machine's other address is none of them.
set -eu
number() {
  echo "$1" | { IFS=. read -r a b c d; echo $(((a << 24) + (b << 16) + (c << 8) + d)); }
}
device=$(ip -4 route show default | sed -n '1s/.* dev \\([^ ]*\\).*/\\1/p')
for own in $(ip -4 -o address show dev "$device" scope global | sed 's/.* inet \\([0-9.]*\\).*/\\1/'); do
  if [ "$own" != "\${1%/*}" ] && [ "$(number "$own")" -ge "$(number "$2")" ] && [ "$(number "$own")" -le "$(number "$3")" ]; then
    echo "k8sgen: this machine was given $own, and the homelab uses $2 to $3: delete the machine and start it anew" >&2
    exit 1
  fi
done
# The address of the node, beside the one that the machine has been given: from now on, and whenever the link is set up.
file=$(networkctl --json=short status "$device" | sed -n 's/.*"NetworkFile":"\\([^"]*\\)".*/\\1/p')
if [ -z "$file" ]; then
  echo "k8sgen: systemd-networkd has no file for $device" >&2
  exit 1
fi
folder="/etc/systemd/network/\${file##*/}.d"
mkdir -p "$folder"
printf '[Network]\\nAddress=%s\\n' "$1" > "$folder/k8sgen.conf"
# As networkd itself would set it: an address that differs by its broadcast alone it sets again and again.
ip address replace "$1" broadcast + dev "$device"
for module in users_groups write_files; do
  cloud-init --file "$4" single --name "$module" --frequency always
done
${SETUP_COMMAND}
`;

/** Name of that script in the folder of the laptop. */
export const NODE_FILE = "node.sh";

/** Runs the script on a machine that has it and the node's user-data in /tmp. */
export function nodeCommand({ homelab, laptop }: LaptopPlan, { address }: Node): string {
  const { cidr } = homelab.network.lan;
  const taken = takenBy(cidr, laptop.on);
  return `sh /tmp/${NODE_FILE} ${address}/${cidr.split("/")[1]} ${taken.join(" ")} /tmp/user-data`;
}
