import { MANIFESTS_FOLDER } from "../k3s/paths.ts";
import { command, SETUP_COMMAND, STAGED } from "../nodes/paths.ts";

const MANIFESTS = `^${STAGED}${MANIFESTS_FOLDER}/`;

/**
 * The tasks that bring a running node in line with the files of `k3s/`. They are the same for every homelab: they put in
 * place what user-data puts in place on a fresh node, from that very file, and let the node's own setup do the rest.
 * Manifests that K3s starts with are left out: after the handover they are the engine's, and those that are compressed are
 * manifests. Strings from files are never templates from ansible-core 2.19 on:
 * https://docs.ansible.com/ansible/latest/porting_guides/porting_guide_core_2.19.html
 * kubectl is that of the first server: its access is root's alone.
 */
export const NODE_TASKS = `- name: A version of Ansible that takes files for what they are
  ansible.builtin.assert:
    that: ansible_version.full is version('2.19', '>=')
    fail_msg: ansible-core 2.19 or newer is needed
    quiet: true

- name: The release that runs
  ansible.builtin.command:
    argv: [k3s, kubectl, get, node, "{{ inventory_hostname }}", -o, "jsonpath={.status.nodeInfo.kubeletVersion}"]
  delegate_to: "{{ groups['server'][0] }}"
  register: running
  changed_when: false
  check_mode: false

- name: What a fresh node would be given
  ansible.builtin.set_fact:
    wanted: "{{ (lookup('ansible.builtin.file', playbook_dir + '/../k3s/' + inventory_hostname + '/user-data') | from_yaml).write_files | rejectattr('encoding', 'defined') | rejectattr('path', 'match', '${MANIFESTS}') }}"

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
  loop: "{{ wanted }}"
  loop_control:
    label: "{{ item.path }}"
  register: files

- name: What follows from them
  ansible.builtin.set_fact:
    outdated: "{{ running.stdout != k3s_version }}"
    reread: "{{ files.results | selectattr('changed') | map(attribute='item.path') | select('match', '^/etc/(rancher/k3s/|systemd/system/k3s)') | length > 0 }}"

- name: Packages, kernel settings, services, and the program of the release
  ansible.builtin.command:
    cmd: ${command(SETUP_COMMAND)}
  when: files is changed or outdated
  changed_when: true

- name: Restart of K3s
  when: reread or outdated
  block:
    - name: No new pods
      ansible.builtin.command:
        argv: [k3s, kubectl, cordon, "{{ inventory_hostname }}"]
      delegate_to: "{{ groups['server'][0] }}"
      changed_when: true

    - name: No pods
      ansible.builtin.command:
        argv: [k3s, kubectl, drain, "{{ inventory_hostname }}", --ignore-daemonsets, --delete-emptydir-data, --timeout=15m]
      delegate_to: "{{ groups['server'][0] }}"
      changed_when: true
      when: drain | default(false) | bool

    - name: Restart
      ansible.builtin.systemd_service:
        name: "{{ 'k3s' if inventory_hostname in groups['server'] else 'k3s-agent' }}"
        daemon_reload: true
        state: restarted

    - name: Ready with the release of the homelab
      ansible.builtin.command:
        argv:
          - k3s
          - kubectl
          - get
          - node
          - "{{ inventory_hostname }}"
          - -o
          - jsonpath={.status.nodeInfo.kubeletVersion} {.status.conditions[?(@.type=="Ready")].status}
      delegate_to: "{{ groups['server'][0] }}"
      register: state
      changed_when: false
      until: state.rc == 0 and state.stdout == k3s_version + ' True'
      retries: 60
      delay: 10
      when: not ansible_check_mode

    - name: New pods again
      ansible.builtin.command:
        argv: [k3s, kubectl, uncordon, "{{ inventory_hostname }}"]
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
