#!/bin/sh
# Makes this machine a node: sh node.sh ADDRESS/PREFIX FIRST LAST USER-DATA, as root. Can be run again at any time.
# FIRST to LAST are the addresses that the homelab uses; this machine's other address is none of them.
set -eu
number() {
  echo "$1" | { IFS=. read -r a b c d; echo $(((a << 24) + (b << 16) + (c << 8) + d)); }
}
device=$(ip -4 route show default | sed -n '1s/.* dev \([^ ]*\).*/\1/p')
for own in $(ip -4 -o address show dev "$device" scope global | sed 's/.* inet \([0-9.]*\).*/\1/'); do
  if [ "$own" != "${1%/*}" ] && [ "$(number "$own")" -ge "$(number "$2")" ] && [ "$(number "$own")" -le "$(number "$3")" ]; then
    echo "k8sgen: this machine was given $own, and the homelab uses $2 to $3: delete the machine and start it anew" >&2
    exit 1
  fi
done
# The address of the node, beside the one that the machine has been given: from now on, and whenever the link is set up.
file=$(networkctl --json=short status "$device" | sed -n 's/.*"NetworkFile":"\([^"]*\)".*/\1/p')
if [ -z "$file" ]; then
  echo "k8sgen: systemd-networkd has no file for $device" >&2
  exit 1
fi
folder="/etc/systemd/network/${file##*/}.d"
mkdir -p "$folder"
printf '[Network]\nAddress=%s\n' "$1" > "$folder/k8sgen.conf"
# As networkd itself would set it: an address that differs by its broadcast alone it sets again and again.
ip address replace "$1" broadcast + dev "$device"
for module in users_groups write_files; do
  cloud-init --file "$4" single --name "$module" --frequency always
done
k8sgen-setup
