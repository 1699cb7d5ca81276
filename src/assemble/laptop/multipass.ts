import { K3S } from "../k3s/paths.ts";
import { code, commands, word } from "../readme/markdown.ts";
import { machineSteps, mebibytes, OPEN_AT_HOME } from "./machines.ts";
import { type Guest, LAPTOP, machineOf } from "./model.ts";
import { NODE_FILE, NODE_SCRIPT, nodeCommand } from "./seeded.ts";

const asRoot: Guest["asRoot"] = (plan, node, line) =>
  `multipass exec ${word(machineOf(plan, node))} -- sudo sh -c '${line}'`;

/** Multipass: https://documentation.ubuntu.com/multipass/ */
export const MULTIPASS: Guest = {
  tool: "[Multipass](https://documentation.ubuntu.com/multipass/latest/how-to-guides/install-multipass/)",
  addFiles(tree) {
    tree.text(`${LAPTOP}/${NODE_FILE}`, NODE_SCRIPT);
  },
  steps(plan) {
    const { nodes, network } = plan.homelab;
    const [server] = nodes;
    return [
      [
        "Machines",
        [
          "Each machine starts, gets the user-data of its node, and installs K3s, which waits for the token.",
          `Multipass chooses the network. Where ${code("multipass list")} shows addresses outside of ${code(network.lan.cidr)}, name the right one in ${code("laptop.cidr")} and build again, before you go on after the first machine.`,
          `It gives a machine any address of that network. Where the last command of a machine says that it is one of the homelab's, take the machine away by ${code("multipass delete --purge")} with its name, and start it anew.`,
          commands(
            nodes.flatMap((node) => {
              const machine = word(machineOf(plan, node));
              return [
                `multipass launch 24.04 --name ${machine} --cpus ${node.cpus} --memory ${mebibytes(node.memory)}M --disk ${mebibytes(node.disk)}M`,
                `multipass transfer ${K3S}/${node.name}/user-data ${LAPTOP}/${NODE_FILE} ${machine}:/tmp/`,
                asRoot(plan, node, nodeCommand(plan, node)),
              ];
            }),
          ),
        ].join("\n\n"),
      ],
      ...machineSteps(plan, { asRoot }, server?.address ?? ""),
    ];
  },
  asRoot,
  // cloud-init writes the first one at each boot, from the second one: Multipass tells it so (`manage_etc_hosts`).
  // https://github.com/canonical/multipass/blob/v1.16.0/src/daemon/base_cloud_init_config.h
  // https://github.com/canonical/cloud-init/blob/24.1/cloudinit/config/cc_update_etc_hosts.py
  hostsFiles: ["/etc/hosts", "/etc/cloud/templates/hosts.debian.tmpl"],
  open: () => OPEN_AT_HOME,
  remove: (plan) => [
    `multipass delete --purge ${plan.homelab.nodes.map((node) => word(machineOf(plan, node))).join(" ")}`,
  ],
};
