#!/bin/sh
# Makes this machine a node: sh node.sh ADDRESS/PREFIX USER-DATA, as root. Can be run again at any time.
set -eu
cat > /usr/local/sbin/k8sgen-address << EOF
#!/bin/sh
# The address of the node, beside the one that the machine has been given.
exec ip address replace $1 dev "$(ip -4 route show default | sed -n '1s/.* dev \([^ ]*\).*/\1/p')"
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
k8sgen-setup
