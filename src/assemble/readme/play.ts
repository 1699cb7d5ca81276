import { PLAY } from "../ansible/ansible.ts";
import { code } from "./markdown.ts";

/** How a change of the nodes' files reaches nodes that run; the beginning of an item, which the distribution goes on with. */
export const playItem = (folder: string): string =>
  `- **A change below ${code(`${folder}/`)}**, a new ${code("kubernetes.version")} too, reaches running nodes by [Ansible](https://docs.ansible.com/ansible/latest/installation_guide/) (ansible-core 2.19 or newer), one node at a time, in this folder: ${code(`${PLAY} --check --diff`)} tells what would change, ${code(PLAY)} does it, and ${code("-e drain=true")} behind it empties each node before.`;
