import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import type { JsonObject } from "../../values/json.ts";

/**
 * The nodes as k3s-ansible groups them, whose playbooks take this inventory too. Variables:
 * https://github.com/k3s-io/k3s-ansible/blob/1.2.2/inventory-sample.yml. The token is read on the machine that Ansible runs
 * on, and is in no file of the output.
 */
export function inventory({ homelab, facts }: Plan): JsonObject {
  const groups = Object.fromEntries(
    (["server", "agent"] as const).map((role) => [
      role,
      { hosts: hosts(homelab.nodes.filter((node) => node.role === role)) },
    ]),
  );
  return {
    k3s_cluster: {
      children: groups,
      vars: {
        ansible_user: facts.sshUser,
        k3s_version: homelab.kubernetes.version,
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

const hosts = (nodes: readonly Node[]): JsonObject =>
  Object.fromEntries(nodes.map(({ name, address }) => [name, { ansible_host: address }]));

const nodeFile = (name: string): string =>
  file(`inventory_dir + '/../k3s/' + inventory_hostname + '/${name}'`);

/** The content of a file on the machine that Ansible runs on. */
const file = (path: string): string => `{{ lookup('ansible.builtin.file', ${path}) }}`;
