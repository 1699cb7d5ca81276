import { describe, expect, it } from "vitest";
import { compileText } from "../../support/compile.ts";
import { Machine } from "./machine.ts";

const DISK = "/dev/disk/by-id/usb-Disk_1-0:0";
const RELEASES = { k3s: "v1.36.3+k3s1", kubeadm: "v1.36.3" };

/** One server and one agent, both with a data disk where asked. */
const homelab = (distribution: keyof typeof RELEASES, arch: string, disk: string): string => `
apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: { name: setup }
kubernetes: { version: ${RELEASES[distribution]}, distribution: ${distribution} }
nodes:
  - { name: s1, role: server, address: 192.168.178.31, arch: ${arch}, memory: 8Gi, disk: 64Gi${disk} }
  - { name: a1, role: agent, address: 192.168.178.32, arch: ${arch}, memory: 8Gi, disk: 64Gi${disk} }
network:
  lan: { cidr: 192.168.178.0/24, gateway: 192.168.178.1, dhcp: 192.168.178.50-192.168.178.199 }
  cni: { calico: {} }
delivery:
  flux: { repository: ssh://git@git.example.org/me/homelab.git }
`;

function machineOf(distribution: keyof typeof RELEASES, arch: string, node: string, disk: boolean): Machine {
  const text = homelab(distribution, arch, disk ? `, dataDisk: { device: "${DISK}", size: 240Gi }` : "");
  const { compiled, diagnostics } = compileText(text);
  const bytes = compiled?.tree.files.get(`${distribution}/${node}/user-data`);
  if (bytes === undefined) throw new Error(JSON.stringify(diagnostics));
  const machine = new Machine(new TextDecoder().decode(bytes));
  if (disk) machine.write(DISK, "");
  return machine;
}

const MACHINES = (["s1", "a1"] as const).flatMap((node) =>
  ["arm64", "amd64"].flatMap((arch) =>
    [true, false].map((disk) => [node, arch, disk ? "a data disk" : "no data disk", disk] as const),
  ),
);

describe("k8sgen-setup runs to its end on a machine that has nothing but the files of its seed", () => {
  it.each(MACHINES)("K3s: %s, %s with %s", (node, arch, _, disk) => {
    const machine = machineOf("k3s", arch, node, disk);
    const role = node === "s1" ? "server" : "agent";
    const { status, stderr } = machine.run("k8sgen-setup");
    expect([status, stderr]).toEqual([0, ""]);
    expect(machine.read("installed").trim().split("\n")).toEqual([
      `INSTALL_K3S_EXEC=${role}`,
      "INSTALL_K3S_SKIP_START=true",
      `INSTALL_K3S_VERSION=${RELEASES.k3s}`,
    ]);
    expect(machine.read("usr/local/share/k8sgen/install-k3s.sh")).toContain("https://get.k3s.io");
    expect(machine.made.at(-1)).toBe(`systemctl start --no-block ${role === "server" ? "k3s" : "k3s-agent"}`);
    expect(machine.made.includes("mount /var/lib/rancher")).toBe(disk);
  });

  it.each(MACHINES)("kubeadm: %s, %s with %s", (node, arch, _, disk) => {
    const machine = machineOf("kubeadm", arch, node, disk);
    const { status, stderr } = machine.run("k8sgen-setup");
    expect([status, stderr]).toEqual([0, ""]);
    for (const name of ["kubernetes", "docker"]) {
      expect(machine.has(`etc/apt/keyrings/k8sgen-${name}.asc`)).toBe(true);
      expect(machine.read(`etc/apt/sources.list.d/k8sgen-${name}.sources`)).toContain("Types: deb\nURIs: ");
    }
    expect(
      machine.made.filter((call) => / install /.test(call)).map((call) => call.split(" ").at(-1)),
    ).toEqual(["containerd.io", "kubectl=1.36.3-*"]);
    expect(machine.made.at(-1)).toBe("systemctl start --no-block k8sgen-kubeadm.service");
    expect(machine.made.includes("mount /etc/kubernetes")).toBe(disk);
  });

  it("and says that it could not, where a download cannot be written", () => {
    const machine = machineOf("kubeadm", "amd64", "a1", false);
    // As if the folder could not be made: a file is in its place.
    machine.write("/usr/local/share/k8sgen", "");
    expect(machine.run("k8sgen-setup").status).not.toBe(0);
    expect(machine.made.at(-1)).not.toContain("start");
  });
});
