import type { Plan } from "../../plan/model.ts";
import type { Step } from "../engines/model.ts";
import { code, commands, word } from "../readme/markdown.ts";
import { SETUP_COMMAND, TOKEN_COMMAND } from "./paths.ts";

/**
 * How a seed comes onto a machine that Ubuntu's installer has set up: it leaves cloud-init switched off, and the network to
 * itself. https://github.com/canonical/subiquity/blob/main/subiquity/models/subiquity.py,
 * https://docs.cloud-init.io/en/latest/reference/datasources/nocloud.html#source-2-drop-in-files
 */
const SEED = "/var/lib/cloud/seed/nocloud";
const handOver = (folder: string): readonly string[] => [
  "NODE=name",
  "LOGIN=user@address",
  `tar -C "${folder}/$NODE" -c user-data meta-data network-config | ssh "$LOGIN" 'mkdir -p seed && tar -C seed -x'`,
  `ssh -t "$LOGIN" 'sudo sh -c "install -d -m 0700 ${SEED} && mv seed/* ${SEED}/ && cd /etc/cloud && rm -f cloud-init.disabled cloud.cfg.d/*installer* cloud.cfg.d/*subiquity* cloud.cfg.d/*curtin* /etc/netplan/*.yaml && echo \\"datasource_list: [NoCloud]\\" > cloud.cfg.d/99-k8sgen.cfg && cloud-init clean --logs --reboot"'`,
];

/** @param does what a node does when it starts for the first time, after "each" */
export const cardsStep = (folder: string, does: string): Step => [
  "Cards",
  [
    [
      `On a Raspberry Pi: write the preinstalled image of Ubuntu Server LTS to its card or disk, and copy the three files of ${code(`${folder}/<node>/`)}`,
      `onto its boot partition, over those that are there: ${code("user-data")}, ${code("meta-data")}, ${code("network-config")}.`,
    ].join("\n"),
    [
      "On any other machine: install Ubuntu Server LTS onto its system disk with Ubuntu's installer, with OpenSSH and a user who may use sudo, and without LVM,",
      "which takes half of the disk only. Nothing else of what is answered there lasts. Then give it the three files; it starts anew with them, at the address of the node:",
    ].join("\n"),
    commands(handOver(folder)),
    `Each node ${does}.`,
  ].join("\n\n"),
];

export function tokenStep(plan: Plan): Step {
  const { homelab, facts } = plan;
  const addresses = homelab.nodes.map(({ address }) => word(address)).join(" ");
  const token = `"${facts.keyFolder}/token"`;
  return [
    "Token",
    [
      `The token is the key of the cluster; it is in no file of this folder, and stays out of Git. Keep a copy of it in a safe place: a backup of the cluster cannot be restored without it. A token that is there already stays, and nodes that are still starting are waited for: the commands may be run again. A node whose first boot failed is set up again by ${code(`sudo ${SETUP_COMMAND}`)}, and a restart where that says so.`,
      commands([
        `test -s ${token} || (umask 077; openssl rand -hex 32 > ${token})`,
        `for node in ${addresses}; do until ssh ${word(facts.sshUser)}@"$node" sudo ${TOKEN_COMMAND} < ${token}; do sleep 10; done; done`,
      ]),
    ].join("\n\n"),
  ];
}
