import type { Plan } from "../../plan/model.ts";
import type { FileTree } from "../tree.ts";
import { inventory } from "./inventory.ts";
import { NODE_TASKS } from "./play.ts";
import { playbook } from "./playbook.ts";

/** Folder of what Ansible brings to running nodes. */
export const ANSIBLE = "ansible";

/** `ansible/`: the inventory of the nodes, and the playbook that brings a changed `k3s/` to them. */
export function addAnsible(tree: FileTree, plan: Plan): void {
  tree.yaml(
    `${ANSIBLE}/inventory.yaml`,
    inventory(plan),
    "The nodes, for Ansible; the groups are those of k3s-ansible.",
  );
  tree.text(`${ANSIBLE}/nodes.yaml`, playbook("k3s"));
  tree.text(`${ANSIBLE}/tasks/node.yaml`, NODE_TASKS);
}
