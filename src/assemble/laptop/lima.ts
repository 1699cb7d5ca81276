import { K3S } from "../k3s/paths.ts";
import { commands, word } from "../readme/markdown.ts";
import { imageOf, LOOPBACK, MACHINE, machineSteps, mebibytes } from "./machines.ts";
import { type Guest, LAPTOP, type LaptopPlan, machineOf } from "./model.ts";
import { NODE_FILE, NODE_SCRIPT, nodeCommand } from "./seeded.ts";

const asRoot: Guest["asRoot"] = (plan, node, line) =>
  `limactl shell --workdir=/ ${word(machineOf(plan, node))} sudo sh -c '${line}'`;

/** Lima: https://lima-vm.io/docs/ */
export const LIMA: Guest = {
  tool: "[Lima](https://lima-vm.io/docs/installation/) 1.1 or newer",
  addFiles(tree, plan) {
    tree.text(`${LAPTOP}/${NODE_FILE}`, NODE_SCRIPT);
    // https://github.com/lima-vm/lima/blob/v2.2.0-rc.0/templates/default.yaml
    for (const node of plan.homelab.nodes)
      tree.yaml(`${LAPTOP}/${node.name}.yaml`, {
        arch: MACHINE[node.arch],
        images: [{ location: imageOf(node.arch), arch: MACHINE[node.arch] }],
        cpus: node.cpus,
        memory: `${mebibytes(node.memory)}MiB`,
        disk: `${mebibytes(node.disk)}MiB`,
        mounts: [],
        containerd: { system: false, user: false },
        // The machines see each other in it, and nobody needs to be root for that.
        networks: [{ lima: "user-v2" }],
        // Of all ports only that of the API is the laptop's too.
        portForwards: [
          ...(node.role === "server" ? [{ guestPort: 6443, hostPort: 6443 }] : []),
          { guestPortRange: [1, 65535], ignore: true },
        ],
      });
  },
  steps: (plan) => [
    [
      "Machines",
      [
        "Each machine starts, gets the user-data of its node, and installs K3s, which waits for the token.",
        commands(plan.homelab.nodes.flatMap((node) => start(plan, node))),
      ].join("\n\n"),
    ],
    ...machineSteps(plan, { asRoot }, LOOPBACK),
  ],
  asRoot,
  hostsFiles: ["/etc/hosts"],
  open(plan) {
    const [server] = plan.homelab.nodes;
    const name = server === undefined ? "" : machineOf(plan, server);
    return [
      "The machines' network is theirs alone. A proxy leads into it: leave this running, and tell the browser of the SOCKS 5 host `127.0.0.1`, port `1080`, which shall look up names too.",
      commands([`ssh -F ~/.lima/${word(name)}/ssh.config -N -D 127.0.0.1:1080 ${word(`lima-${name}`)}`]),
    ].join("\n\n");
  },
  remove: (plan) => plan.homelab.nodes.map((node) => `limactl delete --force ${word(machineOf(plan, node))}`),
};

function start(plan: LaptopPlan, node: LaptopPlan["homelab"]["nodes"][number]): readonly string[] {
  const machine = word(machineOf(plan, node));
  return [
    `limactl start --tty=false --name=${machine} ${LAPTOP}/${node.name}.yaml`,
    `limactl copy ${K3S}/${node.name}/user-data ${LAPTOP}/${NODE_FILE} ${machine}:/tmp/`,
    asRoot(plan, node, nodeCommand(plan, node)),
  ];
}
