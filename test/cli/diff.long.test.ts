import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { digests } from "../support/cli.ts";
import { expectTold, lab, run } from "./process.ts";

const TEXT = `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: lab}
kubernetes: {version: v1.36.3+k3s1}
nodes:
  - {name: pi1, role: server, address: 192.168.1.11, memory: 8Gi, disk: 64Gi}
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1, dhcp: 192.168.1.100-192.168.1.199}}
delivery: {k3s: {}}
`;

describe("k8sgen diff", () => {
  const folder = lab(TEXT);

  it("begins with the bootstrap, and ends with nothing", () => {
    expect(run(["diff"], folder).stdout).toContain("Nothing is there yet.");
    expect(run(["build"], folder).code).toBe(0);
    expect(run(["diff"], folder)).toMatchObject({
      code: 0,
      stdout: "lab: a build changes nothing in output/lab\n",
    });
  });

  it("tells what is to be done, and writes nothing", () => {
    const before = digests(folder);
    const set = ["--set", "kubernetes.endpoint=lab.example.org"];
    const { code, stdout } = run(["diff", ...set], folder);
    expect(code).toBe(0);
    expect(stdout).toContain("  ~ k3s/pi1/config.yaml: tls-san\n");
    expect(stdout).toContain("    $ ansible-playbook -i ansible/inventory.yaml ansible/nodes.yaml\n");
    const report = JSON.parse(run(["diff", "-o", "json", ...set], folder).stdout);
    expect(Object.keys(report)).toEqual(["ok", "name", "diagnostics", "folder", "actions"]);
    expect(report.actions.map(({ action }: { action: string }) => action)).toEqual(["ansible", "nothing"]);
    expect(report.actions[0].files).toContainEqual({
      path: "k3s/pi1/config.yaml",
      change: "changed",
      reasons: ["tls-san"],
    });
    expect(digests(folder)).toEqual(before);
  });

  it("tells faults as a build does, of the homelab and of the folder", () => {
    const before = digests(folder);
    expectTold(run(["diff", "--set", "nodes[0].role=queen"], folder), "E_ENUM");
    expect(digests(folder)).toEqual(before);
    const inventory = join(folder, "output/lab/k8sgen.json");
    const text = readFileSync(inventory, "utf8");
    writeFileSync(inventory, "{}");
    expectTold(run(["diff"], folder), "E_OUTPUT_INVENTORY");
    writeFileSync(inventory, text);
    rmSync(join(folder, "output/lab/README.md"));
    expect(run(["diff"], folder).stdout).toContain("  + README.md\n");
  });
});
