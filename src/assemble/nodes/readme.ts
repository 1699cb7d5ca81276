import type { Plan } from "../../plan/model.ts";
import type { Step } from "../engines/model.ts";
import { code, commands, word } from "../readme/markdown.ts";
import { SETUP_COMMAND, TOKEN_COMMAND } from "./paths.ts";

/** @param does what a node does when it starts for the first time, after "each" */
export const cardsStep = (folder: string, does: string): Step => [
  "Cards",
  [
    "Write Ubuntu Server LTS to the card or disk of each node (for a Raspberry Pi the preinstalled image), and copy the three files of",
    `${code(`${folder}/<node>/`)} onto its boot partition, over those that are there: ${code("user-data")}, ${code("meta-data")}, ${code("network-config")}.`,
    "Elsewhere than on a Raspberry Pi they go onto a small volume with the label `CIDATA`",
    `([NoCloud](https://docs.cloud-init.io/en/latest/reference/datasources/nocloud.html)). Start the nodes; each ${does}.`,
  ].join("\n"),
];

export function tokenStep({ homelab, facts }: Plan): Step {
  const addresses = homelab.nodes.map(({ address }) => word(address)).join(" ");
  return [
    "Token",
    `The token is the key of the cluster; it is in no file of this folder, and stays out of Git. Keep a copy of it in a safe place: a backup of the cluster cannot be restored without it. A node whose first boot failed is set up again by ${code(`sudo ${SETUP_COMMAND}`)}.\n\n${commands([`(umask 077; openssl rand -hex 32 > "${facts.keyFolder}/token")`, `for node in ${addresses}; do ssh ${word(facts.sshUser)}@"$node" sudo ${TOKEN_COMMAND} < "${facts.keyFolder}/token" || break; done`])}`,
  ];
}
