/** The playbook of the nodes: servers come first, one after the other; the first fault ends it. */
export const playbook = (
  folder: string,
): string => `# Brings running nodes in line with the files below ${folder}/, one at a time:
#   ansible-playbook -i ansible/inventory.yaml ansible/nodes.yaml --check --diff    # what would change
#   ansible-playbook -i ansible/inventory.yaml ansible/nodes.yaml                   # -e drain=true empties each node before
- name: Servers
  hosts: server
  become: true
  gather_facts: false
  serial: 1
  any_errors_fatal: true
  tasks:
    - name: One server
      ansible.builtin.import_tasks: tasks/node.yaml

- name: Agents
  hosts: agent
  become: true
  gather_facts: false
  serial: 1
  any_errors_fatal: true
  tasks:
    - name: One agent
      ansible.builtin.import_tasks: tasks/node.yaml
`;
