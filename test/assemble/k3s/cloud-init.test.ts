import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { bootstrapped, type Contributed, filesOf, homelabOf, LABS, planOf, TUNNELS } from "./fixture.ts";

interface Written {
  readonly path: string;
  readonly permissions: string;
  readonly encoding?: string;
  readonly content: string;
}

const folder = mkdtempSync(join(tmpdir(), "k8sgen-cloud-init-"));
afterAll(() => rmSync(folder, { recursive: true }));

const has = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
const run = (program: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  return { status, text: `${stdout}${stderr}` };
};
const written = (userData: string | undefined): readonly Written[] => parse(userData ?? "").write_files;

const nodes = Object.entries(LABS).flatMap(([lab, plan]) => {
  const { files } = filesOf(plan, [TUNNELS]);
  return plan.homelab.nodes.map(({ name }) => ({
    lab,
    name,
    of: (file: string) => files[`k3s/${name}/${file}`] ?? "",
  }));
});

describe("user-data", () => {
  it.skipIf(!has("cloud-init")).each(nodes)("of $lab/$name is accepted by `cloud-init schema`", ({ of }) => {
    const file = join(folder, "user-data");
    writeFileSync(file, of("user-data"));
    const { status, text } = run("cloud-init", "schema", "--config-file", file);
    expect([status, text]).toEqual([0, expect.stringMatching(/^Valid (cloud-config|schema)/)]);
  });

  it.each(nodes)("of $lab/$name carries the files that stand beside it", ({ of }) => {
    expect(of("user-data").split("\n")[0]).toBe("#cloud-config");
    const content = (path: string) => written(of("user-data")).find((file) => file.path === path)?.content;
    expect(content("/etc/rancher/k3s/config.yaml")).toBe(of("config.yaml"));
    expect(content("/etc/rancher/k3s/registries.yaml")).toBe(of("registries.yaml"));
    expect(content("/etc/rancher/k3s/kubelet.yaml")).toBe(of("kubelet.yaml"));
    expect(parse(of("registries.yaml"))).toEqual({ mirrors: { "*": {} } });
  });

  it("writes each path once", () => {
    for (const { of } of nodes) {
      const paths = written(of("user-data")).map(({ path }) => path);
      expect(new Set(paths).size).toBe(paths.length);
    }
  });

  it("compresses what is large, and stages what the data disk would lie over", () => {
    const text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: large\n".repeat(1000);
    const kinds = bootstrapped(
      "kinds",
      { bootstrap: { order: 10, objects: true } },
      { manifests: [{ name: "kinds.yaml", source: "kinds.yaml", text }] },
    );
    const { files } = filesOf(LABS["one-server"], [kinds]);
    const file = written(files["k3s/n1/user-data"]).find(({ path }) => path.endsWith("10-kinds.yaml"));
    expect(file).toMatchObject({
      path: "/usr/local/share/k8sgen/files/var/lib/rancher/k3s/server/manifests/10-kinds.yaml",
      encoding: "gz+b64",
    });
    expect(gunzipSync(Buffer.from(file?.content ?? "", "base64")).toString()).toBe(text);
    expect(files["k3s/n2/user-data"]).not.toContain("10-kinds.yaml");
  });

  it("lets people in by their keys only, and leaves the image's users alone without any", () => {
    const { of } = nodes[0] ?? { of: () => "" };
    expect(parse(of("user-data"))).toMatchObject({
      users: [
        {
          name: "ubuntu",
          lock_passwd: true,
          ssh_authorized_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample owner"],
        },
      ],
      ssh_pwauth: false,
      disable_root: true,
    });
    const { access: _, ...closed } = homelabOf([{ role: "server" }]);
    expect(parse(filesOf(planOf(closed)).files["k3s/n1/user-data"] ?? "")).not.toHaveProperty("users");
  });

  it("takes text as text, whatever stands in it", () => {
    const key = "ssh-ed25519 AAAA x: [y]\n#cloud-config\nruncmd: [reboot] {{ a }} ${b} 'c' \"d\"";
    const homelab = homelabOf([{ role: "server" }], { access: { ssh: { user: "ubuntu", keys: [key] } } });
    const data = parse(filesOf(planOf(homelab)).files["k3s/n1/user-data"] ?? "");
    expect(data.users[0].ssh_authorized_keys).toEqual([key]);
    expect(data.runcmd).toEqual([["touch", "/run/k8sgen-reboot"], ["/usr/local/sbin/k8sgen-setup"]]);
  });

  it("keeps logs of boards without a data disk in memory", () => {
    const journald = (lab: keyof typeof LABS) =>
      filesOf(LABS[lab]).files["k3s/n1/user-data"]?.includes("Storage=volatile");
    expect([journald("one-server"), journald("data-disk"), journald("vlan")]).toEqual([true, false, false]);
  });

  it("starts K3s with a token only, after the reboot, with its disk, and with the right time", () => {
    const unit = (lab: keyof typeof LABS, node: string, name: string) =>
      written(filesOf(LABS[lab]).files[`k3s/${node}/user-data`]).find(({ path }) =>
        path.includes(`/${name}.service.d/`),
      )?.content;
    expect(unit("data-disk", "n1", "k3s")).toBe(
      [
        "[Unit]",
        "ConditionPathExists=/etc/rancher/k3s/token",
        "ConditionPathExists=!/run/k8sgen-reboot",
        "RequiresMountsFor=/var/lib/rancher /etc/rancher/node /var/lib/kubelet /srv/volumes",
        "[Service]",
        "ExecStartPre=/usr/local/sbin/k8sgen-wait-for-time",
        "",
      ].join("\n"),
    );
    expect(unit("three-servers", "n4", "k3s-agent")).not.toContain("RequiresMountsFor");
    expect(unit("three-servers", "n4", "k3s")).toBeUndefined();
  });
});

describe("settings of the nodes", () => {
  const wanting = (...wishes: Record<string, unknown>[]): Contributed => ({
    NodeSettings: wishes.map((wish, index) => [`c${index}`, { reason: "x", ...wish } as never]),
  });
  const codes = (contributed: Contributed) =>
    filesOf(planOf(homelabOf([{ role: "server" }, {}]), contributed)).diagnostics.map(
      ({ code, message }) => `${code} ${message}`,
    );
  const file = (path: string, content: string) => ({ files: [{ path, content, permissions: "0644" }] });

  it("reach the nodes of their roles", () => {
    const { files } = filesOf(LABS["three-servers"]);
    const paths = (node: string) => written(files[`k3s/${node}/user-data`]).map(({ path }) => path);
    expect(paths("n1")).toContain("/etc/rancher/k3s/login.yaml");
    expect(paths("n4")).not.toContain("/etc/rancher/k3s/login.yaml");
    expect(paths("n4")).toContain("/etc/multipath/conf.d/volumes.conf");
    expect(parse(files["k3s/n4/user-data"] ?? "").packages).toEqual([
      "ca-certificates",
      "curl",
      "nfs-common",
      "open-iscsi",
    ]);
  });

  it("may be asked for twice, but not in two ways", () => {
    expect(codes(wanting({ sysctl: { "vm.swappiness": 1 } }, { sysctl: { "vm.swappiness": 1 } }))).toEqual(
      [],
    );
    expect(codes(wanting({ sysctl: { "vm.swappiness": 1 } }, { sysctl: { "vm.swappiness": 2 } }))).toEqual([
      "E_CONTRIBUTION_CONFLICT `c0` and `c1` contradict each other: the kernel parameter `vm.swappiness` is 1 for the one and 2 for the other.",
    ]);
    expect(codes(wanting(file("/etc/a", "x"), file("/etc/a", "x")))).toEqual([]);
    expect(codes(wanting(file("/etc/a", "x"), file("/etc/a", "y")))[0]).toMatch(
      /^E_CONTRIBUTION_CONFLICT .*the file `\/etc\/a`/,
    );
  });

  it.each([
    "/etc/rancher/k3s/config.yaml",
    "/usr/local/sbin/k8sgen-setup",
    "/var/lib/rancher/k3s/server/manifests/x.yaml",
  ])("do not bring %s", (path) => {
    expect(codes(wanting(file(path, "x")))[0]).toMatch(
      /^E_CONTRIBUTION_CONFLICT `c0` asks for another value/,
    );
  });
});

describe("network-config", () => {
  it.skipIf(!has("netplan")).each(nodes)("of $lab/$name is accepted by netplan", ({ of, lab, name }) => {
    const root = mkdtempSync(join(folder, "netplan-"));
    run("mkdir", "-p", join(root, "etc/netplan"));
    const { version: _, ...devices } = parse(of("network-config"));
    writeFileSync(
      join(root, "etc/netplan/50-cloud-init.yaml"),
      JSON.stringify({ network: { version: 2, ...devices } }),
      { mode: 0o600 },
    );
    expect([lab, name, run("netplan", "generate", "--root-dir", root)]).toEqual([
      lab,
      name,
      { status: 0, text: "" },
    ]);
  });

  it("has a static address, the router, and the router's or the given name servers", () => {
    const config = (lab: keyof typeof LABS) => parse(filesOf(LABS[lab]).files["k3s/n1/network-config"] ?? "");
    expect(config("ipv6").ethernets.lan).toEqual({
      match: { name: "e*" },
      dhcp4: false,
      dhcp6: false,
      addresses: ["fd00::11/64"],
      routes: [{ to: "default", via: "fd00::1" }],
      nameservers: { addresses: ["fd00::1"] },
    });
    expect(config("vlan").ethernets.card.match).toEqual({ macaddress: "02:00:00:00:00:aa" });
    expect(config("vlan").vlans.vlan30).toMatchObject({
      id: 30,
      link: "card",
      addresses: ["192.168.1.11/24"],
      nameservers: { addresses: ["192.168.1.2", "9.9.9.9"] },
    });
  });
});
