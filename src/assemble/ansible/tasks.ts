import type { RunningNodes } from "../distributions/model.ts";
import { command, SETUP_COMMAND } from "../nodes/paths.ts";

/** What differs in the tasks of a node from one distribution to another. */
export interface NodeTasks {
  /** Folder of the nodes' files in the output. */
  readonly folder: string;
  /** The command on the first server that reaches the API as root; its access is root's alone. */
  readonly kubectl: readonly string[];
  readonly running: Pick<RunningNodes, "releaseVariable" | "rereads">;
  /** Filters of Jinja: which files of user-data running nodes are brought, and which of them as they stand there. */
  readonly wanted: readonly string[];
  readonly copied: readonly string[];
  /** The node's own setup, and when it has something to do. */
  readonly setup: { readonly name: string; readonly when: string };
  /** What brings the release and those paths into effect, while the node gets no new pods; tasks of a block. */
  readonly restart: { readonly name: string; readonly tasks: string };
}

const filter = (filters: readonly string[]): string => filters.map((one) => ` | ${one}`).join("");

/**
 * The tasks that bring a running node in line with its files. They are the same for every homelab: they put in place what
 * user-data puts in place on a fresh node, from that very file, and let the node's own setup do the rest. Strings from
 * files are never templates from ansible-core 2.19 on:
 * https://docs.ansible.com/ansible/latest/porting_guides/porting_guide_core_2.19.html
 */
export const nodeTasks = ({
  folder,
  kubectl,
  running: { releaseVariable, rereads },
  wanted,
  copied,
  setup,
  restart,
}: NodeTasks): string => `- name: A version of Ansible that takes files for what they are
  ansible.builtin.assert:
    that: ansible_version.full is version('2.19', '>=')
    fail_msg: ansible-core 2.19 or newer is needed
    quiet: true

- name: The release that runs
  ansible.builtin.command:
    argv: [${kubectl.join(", ")}, get, node, "{{ inventory_hostname }}", --ignore-not-found, -o, "jsonpath={.status.nodeInfo.kubeletVersion}"]
  delegate_to: "{{ groups['server'][0] }}"
  register: running
  changed_when: false
  check_mode: false

- name: What a fresh node would be given
  ansible.builtin.set_fact:
    wanted: "{{ (lookup('ansible.builtin.file', playbook_dir + '/../${folder}/' + inventory_hostname + '/user-data') | from_yaml).write_files${filter(wanted)} }}"

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
  loop: "{{ wanted${filter(copied)} }}"
  loop_control:
    label: "{{ item.path }}"
  register: files

- name: What follows from them
  ansible.builtin.set_fact:
    # Empty where the node has not joined yet. A newer release stays: the datastore does not go back.
    known: "{{ running.stdout != '' }}"
    outdated: "{{ running.stdout == '' or running.stdout is version(${releaseVariable}, '<') }}"
    reread: "{{ files.results | selectattr('changed') | map(attribute='item.path') | select('match', '${rereads}') | length > 0 }}"

- name: ${setup.name}
  ansible.builtin.command:
    cmd: ${command(SETUP_COMMAND)}
  when: ${setup.when}
  changed_when: true

- name: ${restart.name}
  when: reread or outdated
  block:
    - name: No new pods
      ansible.builtin.command:
        argv: [${kubectl.join(", ")}, cordon, "{{ inventory_hostname }}"]
      delegate_to: "{{ groups['server'][0] }}"
      changed_when: true
      when: known

    - name: No pods
      ansible.builtin.command:
        argv: [${kubectl.join(", ")}, drain, "{{ inventory_hostname }}", --ignore-daemonsets, --delete-emptydir-data, --timeout=15m]
      delegate_to: "{{ groups['server'][0] }}"
      changed_when: true
      when: known and drain | default(false) | bool

${restart.tasks}
    - name: Ready with the release of the homelab
      ansible.builtin.command:
        argv:
${kubectl.map((word) => `          - ${word}`).join("\n")}
          - get
          - node
          - "{{ inventory_hostname }}"
          - -o
          - jsonpath={.status.nodeInfo.kubeletVersion} {.status.conditions[?(@.type=="Ready")].status}
      delegate_to: "{{ groups['server'][0] }}"
      register: state
      changed_when: false
      until: state.rc == 0 and state.stdout.endswith(' True') and state.stdout.split()[0] is version(${releaseVariable}, '>=')
      retries: 60
      delay: 10
      when: known and not ansible_check_mode

    - name: New pods again
      ansible.builtin.command:
        argv: [${kubectl.join(", ")}, uncordon, "{{ inventory_hostname }}"]
      delegate_to: "{{ groups['server'][0] }}"
      changed_when: true
      when: known

- name: The kernel's command line, which takes effect with a restart of the node
  ansible.builtin.stat:
    path: /run/reboot-required
  register: restart

- name: A restart that is left to people
  ansible.builtin.debug:
    msg: "{{ inventory_hostname }} needs a restart for the updates of its operating system."
  when: restart.stat.exists
`;
