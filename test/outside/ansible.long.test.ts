import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ansiblePlaybook } from "../../scripts/ansible.mjs";
import { temporaryFolder } from "../support/cli.ts";
import { compileText, readText } from "../support/compile.ts";

const ansible = ansiblePlaybook();
const LAB = "blueprints/kubernetes/system-upgrade-controller/cases/complete/homelab.yaml";

const WITH_KUBEADM = "test/assemble/kubeadm/cases/three-servers.yaml";

function written(lab = LAB): string {
  const folder = temporaryFolder();
  const { compiled } = compileText(readText(lab));
  for (const [path, bytes] of compiled?.tree.files ?? []) {
    if (!/^(ansible|k3s|kubeadm)\//.test(path)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

const readAt = (folder: string, path: string): string => readFileSync(join(folder, path), "utf8");

const run = (folder: string, ...args: readonly string[]) =>
  spawnSync(ansible.path ?? "", ["-i", "ansible/inventory.yaml", ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ANSIBLE_LOCALHOST_WARNING: "False", LC_ALL: "C.UTF-8" },
  });

describe.skipIf(ansible.path === undefined)(
  `the playbook of the nodes, as Ansible reads it${ansible.path === undefined ? ` (skipped: ${ansible.reason})` : ""}`,
  () => {
    it("is one, and a misspelt module is not", () => {
      const folder = written();
      const { status, stdout, stderr } = run(folder, "ansible/nodes.yaml", "--syntax-check");
      expect([status, stderr], stdout).toEqual([0, ""]);
      const tasks = join(folder, "ansible/tasks/node.yaml");
      writeFileSync(tasks, "- name: Wrong\n  ansible.builtin.coppy: {}\n");
      expect(run(folder, "ansible/nodes.yaml", "--syntax-check").status).not.toBe(0);
    });

    it("is one with kubeadm too, for the same nodes", () => {
      const folder = written(WITH_KUBEADM);
      const { status, stdout, stderr } = run(folder, "ansible/nodes.yaml", "--syntax-check");
      expect([status, stderr], stdout).toEqual([0, ""]);
      const hosts = run(folder, "ansible/nodes.yaml", "--list-hosts").stdout.matchAll(/^ {6}(\S+)$/gm);
      expect([...hosts].map(([, host]) => host).sort()).toEqual(["nuc1", "nuc2", "pi1", "pi2", "pi3"]);
    });

    it("takes the servers first, one at a time", () => {
      const { stdout } = run(written(), "ansible/nodes.yaml", "--list-hosts");
      const hosts = [...stdout.matchAll(/^ {6}(\S+)$/gm)].map(([, host]) => host);
      // Listed they are in no order; played they are in that of the inventory.
      expect([hosts.slice(0, 3).sort(), hosts.slice(3).sort()]).toEqual([
        ["pi1", "pi2", "pi3"],
        ["nuc1", "nuc2"],
      ]);
      expect(stdout).toMatch(/Servers[\s\S]*Agents/);
    });

    it("sees in user-data the very files that stand beside it, and no manifest", () => {
      const folder = written();
      const [, , wanted] = parse(readAt(folder, "ansible/tasks/node.yaml"));
      writeFileSync(
        join(folder, "ansible/look.yaml"),
        JSON.stringify([
          {
            hosts: "pi1",
            gather_facts: false,
            tasks: [
              wanted,
              {
                "ansible.builtin.copy": {
                  dest: join(folder, "seen.json"),
                  content: "{{ wanted | to_json }}",
                },
                delegate_to: "localhost",
                vars: { ansible_connection: "local" },
              },
            ],
          },
        ]),
      );
      const { status, stdout, stderr } = run(folder, "ansible/look.yaml");
      expect(status, stdout + stderr).toBe(0);
      const seen: readonly { path: string; content: string }[] = parse(readAt(folder, "seen.json"));
      const config = seen.find(({ path }) => path === "/etc/rancher/k3s/config.yaml");
      expect(config?.content).toBe(readAt(folder, "k3s/pi1/config.yaml"));
      expect(seen.filter(({ path }) => path.includes("server/manifests"))).toEqual([]);
      expect(seen.length).toBeGreaterThan(8);
    });
  },
);
