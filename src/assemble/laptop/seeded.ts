import type { Node } from "../../generated/homelab.ts";
import { SETUP_COMMAND } from "../nodes/paths.ts";

/**
 * Some programs write the seed of their machines themselves. There the node's user-data is given to cloud-init a second
 * time, module by module (https://docs.cloud-init.io/en/latest/reference/cli.html#single), and its setup is run as the first
 * boot of a real node does. The machine keeps the address that the program gave it, and gets that of the node beside it.
 */
export const NODE_SCRIPT = `#!/bin/sh
# Makes this machine a node: sh node.sh ADDRESS/PREFIX USER-DATA, as root. Can be run again at any time.
set -eu
cat > /usr/local/sbin/k8sgen-address << EOF
#!/bin/sh
# The address of the node, beside the one that the machine has been given.
exec ip address replace $1 dev "$(ip -4 route show default | sed -n '1s/.* dev \\([^ ]*\\).*/\\1/p')"
EOF
chmod 0755 /usr/local/sbin/k8sgen-address
cat > /etc/systemd/system/k8sgen-address.service << EOF
[Unit]
Description=The address of the node
Wants=network-online.target
After=network-online.target
Before=k3s.service k3s-agent.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/k8sgen-address

[Install]
WantedBy=multi-user.target
EOF
systemctl daemon-reload
systemctl enable --now k8sgen-address.service
for module in users_groups write_files; do
  cloud-init --file "$2" single --name "$module" --frequency always
done
${SETUP_COMMAND}
`;

/** Name of that script in the folder of the laptop. */
export const NODE_FILE = "node.sh";

/** The node's address with the length of the network's prefix. */
export const placed = (cidr: string, { address }: Node): string => `${address}/${cidr.split("/")[1]}`;
