import { K3S } from "../k3s/paths.ts";
import { code, commands, word } from "../readme/markdown.ts";
import { machineSteps, mebibytes, OPEN_AT_HOME } from "./machines.ts";
import { type Guest, LAPTOP, machineOf } from "./model.ts";
import { NODE_FILE, NODE_SCRIPT, placed } from "./seeded.ts";

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
          commands(
            nodes.flatMap((node) => {
              const machine = word(machineOf(plan, node));
              return [
                `multipass launch 24.04 --name ${machine} --cpus ${node.cpus} --memory ${mebibytes(node.memory)}M --disk ${mebibytes(node.disk)}M`,
                `multipass transfer ${K3S}/${node.name}/user-data ${LAPTOP}/${NODE_FILE} ${machine}:/tmp/`,
                asRoot(plan, node, `sh /tmp/${NODE_FILE} ${placed(network.lan.cidr, node)} /tmp/user-data`),
              ];
            }),
          ),
        ].join("\n\n"),
      ],
      ...machineSteps(plan, { asRoot }, server?.address ?? ""),
    ];
  },
  asRoot,
  open: () => OPEN_AT_HOME,
  remove: (plan) => [
    `multipass delete --purge ${plan.homelab.nodes.map((node) => word(machineOf(plan, node))).join(" ")}`,
  ],
};
