import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import type { JsonObject } from "../../values/json.ts";
import { ANSIBLE } from "../ansible/ansible.ts";
import { playbook } from "../ansible/playbook.ts";
import { command, SETUP_COMMAND } from "../nodes/paths.ts";
import type { FileTree } from "../tree.ts";
import { CONFIGURATION, KUBERNETES_FOLDER, UPGRADE_COMMAND } from "./paths.ts";

/** `ansible/`: the inventory of the nodes, and the playbook that brings a changed `kubeadm/` to them. */
export function addPlay(tree: FileTree, plan: Plan): void {
  tree.yaml(`${ANSIBLE}/inventory.yaml`, inventory(plan), "The nodes, for Ansible.");
  tree.text(`${ANSIBLE}/nodes.yaml`, playbook("kubeadm"));
  tree.text(`${ANSIBLE}/tasks/node.yaml`, NODE_TASKS);
}

function inventory({ homelab, facts }: Plan): JsonObject {
  const groups = Object.fromEntries(
    (["server", "agent"] as const).map((role) => [
      role,
      { hosts: hosts(homelab.nodes.filter((node) => node.role === role)) },
    ]),
  );
  return {
    all: {
      children: groups,
      vars: { ansible_user: facts.sshUser, kubernetes_version: homelab.kubernetes.version },
    },
  };
}

const hosts = (nodes: readonly Node[]): JsonObject =>
  Object.fromEntries(nodes.map(({ name, address }) => [name, { ansible_host: address }]));

const KUBECTL = `kubectl, --kubeconfig, ${KUBERNETES_FOLDER}/admin.conf`;

/**
 * The tasks of one node, as kubeadm wants them: kubeadm first, then the node is emptied where that is asked for, then the
 * kubelet. https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-upgrade/. The first server comes first, and
 * tells the cluster what is the same for all. kubectl is that of the first server.
 */
const NODE_TASKS = `- name: A version of Ansible that takes files for what they are
  ansible.builtin.assert:
    that: ansible_version.full is version('2.19', '>=')
    fail_msg: ansible-core 2.19 or newer is needed
    quiet: true

- name: The release that runs
  ansible.builtin.command:
    argv: [${KUBECTL}, get, node, "{{ inventory_hostname }}", -o, "jsonpath={.status.nodeInfo.kubeletVersion}"]
  delegate_to: "{{ groups['server'][0] }}"
  register: running
  changed_when: false
  check_mode: false

- name: What a fresh node would be given
  ansible.builtin.set_fact:
    wanted: "{{ (lookup('ansible.builtin.file', playbook_dir + '/../kubeadm/' + inventory_hostname + '/user-data') | from_yaml).write_files }}"

- name: Folders
  ansible.builtin.file:
    path: "{{ item }}"
    state: directory
  loop: "{{ wanted | map(attribute='path') | map('dirname') | unique }}"

- name: Files
  ansible.builtin.copy:
    dest: "{{ item.path }}"
    content: "{{ item.content }}"
    owner: root
    group: root
    mode: "{{ item.permissions }}"
  loop: "{{ wanted | rejectattr('encoding', 'defined') }}"
  loop_control:
    label: "{{ item.path }}"
  register: files

- name: What follows from them
  ansible.builtin.set_fact:
    outdated: "{{ running.stdout != kubernetes_version }}"
    reread: "{{ files.results | selectattr('changed') | map(attribute='item.path') | select('match', '^(${CONFIGURATION}/|/etc/containerd/|/usr/local/share/k8sgen/files${KUBERNETES_FOLDER}/)') | length > 0 }}"

- name: Packages, kernel settings and services
  ansible.builtin.command:
    cmd: ${command(SETUP_COMMAND)}
  when: files is changed
  changed_when: true

- name: Another release, or other settings
  when: reread or outdated
  block:
    - name: No new pods
      ansible.builtin.command:
        argv: [${KUBECTL}, cordon, "{{ inventory_hostname }}"]
      delegate_to: "{{ groups['server'][0] }}"
      changed_when: true

    - name: No pods
      ansible.builtin.command:
        argv: [${KUBECTL}, drain, "{{ inventory_hostname }}", --ignore-daemonsets, --delete-emptydir-data, --timeout=15m]
      delegate_to: "{{ groups['server'][0] }}"
      changed_when: true
      when: drain | default(false) | bool

    - name: Upgrade
      ansible.builtin.command:
        cmd: ${command(UPGRADE_COMMAND)}
      changed_when: true

    - name: containerd, whose pods go on meanwhile
      ansible.builtin.systemd_service:
        name: containerd
        state: restarted

    - name: Ready with the release of the homelab
      ansible.builtin.command:
        argv:
          - kubectl
          - --kubeconfig
          - ${KUBERNETES_FOLDER}/admin.conf
          - get
          - node
          - "{{ inventory_hostname }}"
          - -o
          - jsonpath={.status.nodeInfo.kubeletVersion} {.status.conditions[?(@.type=="Ready")].status}
      delegate_to: "{{ groups['server'][0] }}"
      register: state
      changed_when: false
      until: state.rc == 0 and state.stdout == kubernetes_version + ' True'
      retries: 60
      delay: 10
      when: not ansible_check_mode

    - name: New pods again
      ansible.builtin.command:
        argv: [${KUBECTL}, uncordon, "{{ inventory_hostname }}"]
      delegate_to: "{{ groups['server'][0] }}"
      changed_when: true

- name: The kernel's command line, which takes effect with a restart of the node
  ansible.builtin.stat:
    path: /run/reboot-required
  register: restart

- name: A restart that is left to people
  ansible.builtin.debug:
    msg: "{{ inventory_hostname }} needs a restart for the updates of its operating system."
  when: restart.stat.exists
`;
