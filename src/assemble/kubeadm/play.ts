import type { Plan } from "../../plan/model.ts";
import { ANSIBLE, roleGroups } from "../ansible/ansible.ts";
import { playbook } from "../ansible/playbook.ts";
import { nodeTasks } from "../ansible/tasks.ts";
import { command } from "../nodes/paths.ts";
import type { FileTree } from "../tree.ts";
import { ADMIN_FILE, KUBEADM_FOLDER, UPGRADE_COMMAND } from "./paths.ts";
import { RUNNING } from "./running.ts";

/** `ansible/`: the inventory of the nodes, and the playbook that brings a changed `kubeadm/` to them. */
export function addPlay(tree: FileTree, plan: Plan): void {
  const { homelab, facts } = plan;
  const inventory = {
    all: {
      children: roleGroups(plan),
      vars: { ansible_user: facts.sshUser, [RUNNING.releaseVariable]: homelab.kubernetes.version },
    },
  };
  tree.yaml(`${ANSIBLE}/inventory.yaml`, inventory, "The nodes, for Ansible.");
  tree.text(`${ANSIBLE}/nodes.yaml`, playbook(KUBEADM_FOLDER));
  tree.text(`${ANSIBLE}/tasks/node.yaml`, NODE_TASKS);
}

/**
 * As kubeadm wants it: kubeadm first, then the node is emptied where that is asked for, then the kubelet.
 * https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-upgrade/. The first server comes first, and tells the
 * cluster what is the same for all.
 */
const NODE_TASKS = nodeTasks({
  folder: KUBEADM_FOLDER,
  kubectl: ["kubectl", "--kubeconfig", ADMIN_FILE],
  running: RUNNING,
  wanted: [],
  copied: ["rejectattr('encoding', 'defined')"],
  setup: { name: "Packages, kernel settings and services", when: "files is changed" },
  restart: {
    name: "Another release, or other settings",
    tasks: `    - name: Upgrade
      ansible.builtin.command:
        cmd: ${command(UPGRADE_COMMAND)}
      changed_when: true
      when: known

    - name: containerd, whose pods go on meanwhile
      ansible.builtin.systemd_service:
        name: containerd
        state: restarted
`,
  },
});
