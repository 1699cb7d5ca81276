import type { Plan } from "../../plan/model.ts";
import type { JsonObject } from "../../values/json.ts";
import { ANSIBLE, roleGroups } from "../ansible/ansible.ts";
import { playbook } from "../ansible/playbook.ts";
import { nodeTasks } from "../ansible/tasks.ts";
import { STAGED } from "../nodes/paths.ts";
import type { FileTree } from "../tree.ts";
import { K3S, MANIFESTS_FOLDER } from "./paths.ts";
import { RUNNING } from "./running.ts";

/** `ansible/`: the inventory of the nodes, and the playbook that brings a changed `k3s/` to them. */
export function addPlay(tree: FileTree, plan: Plan): void {
  tree.yaml(
    `${ANSIBLE}/inventory.yaml`,
    inventory(plan),
    "The nodes, for Ansible; the groups are those of k3s-ansible.",
  );
  tree.text(`${ANSIBLE}/nodes.yaml`, playbook(K3S));
  tree.text(`${ANSIBLE}/tasks/node.yaml`, NODE_TASKS);
}

/**
 * The nodes as k3s-ansible groups them, whose playbooks take this inventory too. Variables:
 * https://github.com/k3s-io/k3s-ansible/blob/1.2.2/inventory-sample.yml. The token is read on the machine that Ansible runs
 * on, and is in no file of the output.
 */
function inventory(plan: Plan): JsonObject {
  const { homelab, facts } = plan;
  return {
    k3s_cluster: {
      children: roleGroups(plan),
      vars: {
        ansible_user: facts.sshUser,
        [RUNNING.releaseVariable]: homelab.kubernetes.version,
        api_endpoint: facts.apiHost,
        token: file(
          `lookup('ansible.builtin.env', 'HOME') + '${facts.keyFolder.replace("$HOME", "")}/token'`,
        ),
        server_config_yaml: nodeFile("config.yaml"),
        agent_config_yaml: nodeFile("config.yaml"),
        registries_config_yaml: nodeFile("registries.yaml"),
      },
    },
  };
}

const nodeFile = (name: string): string =>
  file(`inventory_dir + '/../${K3S}/' + inventory_hostname + '/${name}'`);

/** The content of a file on the machine that Ansible runs on. */
const file = (path: string): string => `{{ lookup('ansible.builtin.file', ${path}) }}`;

/**
 * Manifests that K3s starts with are left out: after the handover they are the engine's, and those that are compressed are
 * manifests.
 */
const NODE_TASKS = nodeTasks({
  folder: K3S,
  kubectl: ["k3s", "kubectl"],
  running: RUNNING,
  wanted: [
    "rejectattr('encoding', 'defined')",
    `rejectattr('path', 'match', '^${STAGED}${MANIFESTS_FOLDER}/')`,
  ],
  copied: [],
  setup: {
    name: "Packages, kernel settings, services, and the program of the release",
    when: "files is changed or outdated",
  },
  restart: {
    name: "Restart of K3s",
    tasks: `    - name: Restart
      ansible.builtin.systemd_service:
        name: "{{ 'k3s' if inventory_hostname in groups['server'] else 'k3s-agent' }}"
        daemon_reload: true
        state: restarted
`,
  },
});
