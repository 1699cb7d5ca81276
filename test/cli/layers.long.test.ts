import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { k8sgen, temporaryFolder } from "../support/cli.ts";

const BASE = `apiVersion: k8sgen.dev/v1
kind: Homelab
kubernetes: {version: v1.36.3+k3s1}
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}}
delivery: {flux: {repository: https://git.example.org/me/t.git}}
`;
const SITE = `include: [../shared/base.yaml]
metadata: {name: staging}
nodes: [{name: a, role: server, address: 192.168.1.2, arch: arm64, memory: 8Gi, disk: 32Gi}]
`;

function repository(): string {
  const folder = temporaryFolder();
  for (const name of ["labs", "shared"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "shared/base.yaml"), BASE);
  writeFileSync(join(folder, "labs/staging.yaml"), SITE);
  writeFileSync(join(folder, "production.yaml"), "metadata: {name: production}\n");
  return folder;
}

describe("a homelab in layers", () => {
  const folder = repository();

  it("is built from a file and those that it includes", () => {
    const { code, stderr } = k8sgen(["build", "-f", "labs/staging.yaml"], folder);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(readFileSync(join(folder, "output/staging/chart/Chart.yaml"), "utf8")).toContain("name: staging");
  });

  it("takes more files and settings, which lie over it", () => {
    const args = [
      "-f",
      "labs/staging.yaml",
      "-f",
      "production.yaml",
      "--set",
      "nodes[0].address=192.168.1.7",
    ];
    expect(k8sgen(["build", ...args], folder)).toMatchObject({ code: 0, stderr: "" });
    expect(readFileSync(join(folder, "output/production/k3s/a/config.yaml"), "utf8")).toContain(
      "192.168.1.7",
    );
    expect(k8sgen(["build", "--check", ...args], folder).code).toBe(0);
    expect(k8sgen(["build", "--check", ...args, "--set", "nodes[0].address=192.168.1.8"], folder).code).toBe(
      2,
    );
    expect(k8sgen(["ip", "list", ...args], folder).stdout).toMatch(/^192\.168\.1\.7 .*\ba\b/m);
  });

  it("shows a fault where it was written", () => {
    const args = [
      "-f",
      "labs/staging.yaml",
      "--set",
      "network.lan.gateway=10.0.0.1",
      "--set",
      "nodes[0].rolle=agent",
    ];
    const { code, stderr } = k8sgen(["check", ...args], folder);
    expect(code).toBe(1);
    expect(stderr).toContain("E_ADDRESS_OUTSIDE --set:1:1 network.lan.gateway");
    expect(stderr).toContain("  1 | network.lan.gateway=10.0.0.1\n");
    expect(stderr).toContain("E_UNKNOWN_KEY --set:2:1 nodes[0].rolle");
    writeFileSync(join(folder, "shared/base.yaml"), BASE.replace("cidr: 192", "cidr: 193"));
    expect(k8sgen(["check", "-f", "labs/staging.yaml"], folder).stderr).toMatch(
      /E_ADDRESS_OUTSIDE shared\/base\.yaml:4:\d+ network\.lan\.gateway/,
    );
  });
});
