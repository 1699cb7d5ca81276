import type { Node } from "../../generated/homelab.ts";
import { netmask } from "../../values/address.ts";
import { parseQuantity } from "../../values/quantity.ts";
import { K3S } from "../k3s/paths.ts";
import { loginOf } from "../nodes/login.ts";
import { command, TOKEN_COMMAND } from "../nodes/paths.ts";
import { commands, word } from "../readme/markdown.ts";
import { imageOf, machineSteps, mebibytes, OPEN_AT_HOME } from "./machines.ts";
import { type Guest, LAPTOP, type LaptopPlan, machineOf } from "./model.ts";
import { hostNames } from "./names.ts";

/** Folder that libvirt and its rules for AppArmor and SELinux know. */
const DISKS = "/var/lib/libvirt/images";

/** Machine types with PCI Express. https://libvirt.org/formatdomain.html#operating-system-booting */
const BOOT: Readonly<Record<Node["arch"], readonly string[]>> = {
  amd64: ["  <os>", "    <type arch='x86_64' machine='q35'>hvm</type>", "    <boot dev='hd'/>", "  </os>"],
  arm64: ["  <os firmware='efi'>", "    <type arch='aarch64' machine='virt'>hvm</type>", "  </os>"],
};

/** A machine. Values are names, numbers and paths that the schema restricts: nothing in them means something to XML. */
function domain(plan: LaptopPlan, node: Node): string {
  const name = machineOf(plan, node);
  return [
    "<domain type='kvm'>",
    `  <name>${name}</name>`,
    `  <memory unit='KiB'>${Math.floor((parseQuantity(node.memory) ?? 0) / 1024)}</memory>`,
    `  <vcpu>${node.cpus}</vcpu>`,
    ...BOOT[node.arch],
    "  <features>",
    "    <acpi/>",
    ...(node.arch === "amd64" ? ["    <apic/>"] : []),
    "  </features>",
    "  <cpu mode='host-passthrough'/>",
    "  <devices>",
    "    <disk type='file' device='disk'>",
    "      <driver name='qemu' type='qcow2' discard='unmap'/>",
    `      <source file='${DISKS}/${name}.qcow2'/>`,
    "      <target dev='vda' bus='virtio'/>",
    "    </disk>",
    "    <disk type='file' device='disk'>",
    "      <driver name='qemu' type='raw'/>",
    `      <source file='${DISKS}/${name}-seed.img'/>`,
    "      <target dev='vdb' bus='virtio'/>",
    "      <readonly/>",
    "    </disk>",
    "    <interface type='network'>",
    `      <source network='${plan.homelab.metadata.name}'/>`,
    "      <model type='virtio'/>",
    "    </interface>",
    "    <serial type='pty'/>",
    "    <console type='pty'/>",
    "    <rng model='virtio'>",
    "      <backend model='random'>/dev/urandom</backend>",
    "    </rng>",
    "  </devices>",
    "</domain>",
    "",
  ].join("\n");
}

/** The network of the machines: the laptop is its router and its name server, which knows the pages. https://libvirt.org/formatnetwork.html */
function network(plan: LaptopPlan): string {
  const { lan } = plan.homelab.network;
  const hosts = hostNames(plan);
  const dns =
    hosts === undefined
      ? []
      : [
          "  <dns>",
          `    <host ip='${hosts.address}'>`,
          ...hosts.names.map((name) => `      <hostname>${name}</hostname>`),
          "    </host>",
          "  </dns>",
        ];
  return [
    "<network>",
    `  <name>${plan.homelab.metadata.name}</name>`,
    "  <forward mode='nat'/>",
    ...dns,
    `  <ip address='${lan.gateway}' netmask='${netmask(lan.cidr) ?? ""}'/>`,
    "</network>",
    "",
  ].join("\n");
}

const asRoot: Guest["asRoot"] = (plan, node, line) =>
  `ssh ${loginOf(plan, node)} 'sudo sh -c "${line.replace(/["$\\]/g, "\\$&")}"'`;

/** The machine has just been started: SSH comes up before cloud-init has written all that the node needs. */
const isReady = (plan: LaptopPlan, node: Node): string =>
  `ssh ${loginOf(plan, node)} 'test -x ${command(TOKEN_COMMAND)}'`;

/** libvirt with KVM: https://libvirt.org/ */
export const LIBVIRT: Guest = {
  tool: "libvirt with QEMU, and `cloud-localds`: on Debian and Ubuntu the packages `libvirt-daemon-system`, `qemu-system`, `qemu-utils`, `cloud-image-utils`",
  addFiles(tree, plan) {
    tree.text(`${LAPTOP}/network.xml`, network(plan));
    for (const node of plan.homelab.nodes) tree.text(`${LAPTOP}/${node.name}.xml`, domain(plan, node));
  },
  steps(plan) {
    const { metadata, nodes } = plan.homelab;
    const [server] = nodes;
    if (server === undefined) return [];
    const image = `${DISKS}/ubuntu-24.04-${server.arch}.img`;
    return [
      [
        "Machines",
        [
          "The network, an image of Ubuntu, and for each node a disk that begins with it, the seed of the node as a real one has it, and the machine. Each installs K3s, restarts once, and waits for the token. Disks go on reading the image, those of other tries too: an image or a disk that is there stays as it is.",
          commands([
            "export LIBVIRT_DEFAULT_URI=qemu:///system",
            `virsh net-define ${LAPTOP}/network.xml`,
            `virsh net-autostart ${word(metadata.name)}`,
            `virsh net-start ${word(metadata.name)}`,
            `sudo test -e ${image} || { sudo curl --fail --location --output ${image}.new ${imageOf(server.arch)} && sudo mv ${image}.new ${image}; }`,
            ...nodes.flatMap((node) => {
              const disk = `${DISKS}/${machineOf(plan, node)}`;
              const seed = `${K3S}/${node.name}`;
              return [
                `sudo test -e ${disk}.qcow2 || sudo qemu-img create -f qcow2 -F qcow2 -b ${image} ${disk}.qcow2 ${mebibytes(node.disk)}M`,
                `sudo cloud-localds --network-config=${seed}/network-config ${disk}-seed.img ${seed}/user-data ${seed}/meta-data`,
                `virsh define ${LAPTOP}/${node.name}.xml`,
                `virsh start ${word(machineOf(plan, node))}`,
              ];
            }),
          ]),
        ].join("\n\n"),
      ],
      ...machineSteps(plan, { asRoot, isReady }, server.address),
    ];
  },
  asRoot,
  hostsFiles: [],
  open: () => OPEN_AT_HOME,
  remove: (plan) => [
    "export LIBVIRT_DEFAULT_URI=qemu:///system",
    ...plan.homelab.nodes.flatMap((node) => {
      const name = machineOf(plan, node);
      return [
        `virsh destroy ${word(name)}`,
        `virsh undefine --nvram ${word(name)}`,
        `sudo rm ${DISKS}/${name}.qcow2 ${DISKS}/${name}-seed.img`,
      ];
    }),
    `virsh net-destroy ${word(plan.homelab.metadata.name)}`,
    `virsh net-undefine ${word(plan.homelab.metadata.name)}`,
    // The next machines at these addresses have keys of their own, and SSH refuses what it knows otherwise.
    ...plan.homelab.nodes.map(({ address }) => `ssh-keygen -R ${word(address)}`),
  ],
};
