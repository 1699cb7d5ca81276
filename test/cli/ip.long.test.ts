import { describe, expect, it } from "vitest";
import { HOMELAB } from "../load/texts.ts";
import { lab, run } from "./process.ts";

const NETWORK = `network:
  lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1, dhcp: 192.168.1.20-192.168.1.199, dns: [192.168.1.2, 1.1.1.1]}
  cni: {cilium: {}}
  loadBalancer: {cilium: {pool: [192.168.1.15-192.168.1.18]}}
  gateway: {cilium: {address: 192.168.1.15}}
storage: {longhorn: {replicas: 1, backup: {nfs: {server: 192.168.1.5, path: /backup}}}}
`;
const TEXT = `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: t}
kubernetes: {version: v1.36.3+k3s1}
nodes:
  - {name: a, role: server, address: 192.168.1.11, memory: 8Gi, disk: 240Gi}
  - {name: b, address: 192.168.1.3, memory: 8Gi, disk: 240Gi}
${NETWORK}delivery: {flux: {repository: https://git.example.org/me/t.git}}
`;

describe("k8sgen ip list", () => {
  it("shows every address and range, sorted, with who uses it", () => {
    const { code, stdout, stderr } = run(["ip", "list"], lab(TEXT));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.replace(/ {2,}/, " | ")),
    ).toEqual([
      "1.1.1.1 | a name server",
      "10.42.0.0/16 | the pod range",
      "10.43.0.0/16 | the service range",
      "192.168.1.0/24 | the LAN",
      "192.168.1.1 | the router",
      "192.168.1.2 | a name server",
      "192.168.1.3 | the node b",
      "192.168.1.5 | storage.longhorn.backup.nfs.server",
      "192.168.1.11 | the node a",
      "192.168.1.15-192.168.1.18 | network.loadBalancer.cilium.pool",
      "192.168.1.15 | network.gateway.cilium.address",
      "192.168.1.20-192.168.1.199 | the DHCP range",
    ]);
  });

  it("tells programs the same", () => {
    const { ok, lan, addresses } = JSON.parse(run(["ip", "list", "-o", "json"], lab(TEXT)).stdout);
    expect({ ok, lan, count: addresses.length }).toEqual({ ok: true, lan: "192.168.1.0/24", count: 12 });
    expect(addresses[3]).toEqual({
      kind: "network",
      usedBy: "the LAN",
      path: "network.lan.cidr",
      first: "192.168.1.0",
      last: "192.168.1.255",
      text: "192.168.1.0/24",
    });
  });

  it("works on a homelab with other faults, and says that there are some", () => {
    const broken = TEXT.replace("role: server", "role: chief").replace("metadata: {name: t}", "metadata: {}");
    const { code, stdout, stderr } = run(["ip", "list"], lab(broken));
    expect(code).toBe(0);
    expect(stdout).toContain("the node a");
    expect(stderr).toMatch(/^\d errors in homelab\.yaml may hide addresses/);
    const { ok, diagnostics } = JSON.parse(run(["ip", "list", "-o", "json"], lab(broken)).stdout);
    expect(ok).toBe(false);
    expect(diagnostics.map(({ code: found }: { code: string }) => found)).toContain("E_ENUM");
  });

  it("tells why a file cannot be read", () => {
    const { code, stdout, stderr } = run(["ip", "list"], lab("nodes: [\n"));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("E_YAML_SYNTAX");
  });
});

describe("k8sgen ip next", () => {
  it("prints what nothing uses", () => {
    const { code, stdout, stderr } = run(["ip", "next", "--count", "12"], lab(TEXT));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((address) => Number(address.split(".")[3])),
    ).toEqual([4, 6, 7, 8, 9, 10, 12, 13, 14, 19, 200, 201]);
  });

  it("prints one, also as JSON, and on the smallest homelab", () => {
    const { addresses } = JSON.parse(run(["ip", "next", "-o", "json"], lab(TEXT)).stdout);
    expect(addresses).toEqual(["192.168.1.4"]);
    expect(run(["ip", "next"], lab(HOMELAB)).stdout).toMatch(/^[\d.]+\n$/);
  });

  it("counts IPv6 without walking through a pool", () => {
    const six = TEXT.replace(
      NETWORK,
      'network:\n  lan: {cidr: fd00::/64, gateway: "fd00::1", dhcp: "fd00::2-fd00::ffff:ffff"}\n',
    );
    expect(run(["ip", "next"], lab(six)).stdout).toBe("fd00::1:0:0\n");
  });

  it("prints what there is where it is less, with a fault", () => {
    const small = TEXT.replace("192.168.1.0/24", "192.168.1.0/28");
    const { code, stdout, stderr } = run(["ip", "next", "--count", "20"], lab(small));
    expect(code).toBe(1);
    expect(stdout).toBe([4, 6, 7, 8, 9, 10, 12, 13, 14].map((last) => `192.168.1.${last}\n`).join(""));
    expect(stderr).toContain("E_LAN_FULL");
  });

  it("tells what is wrong with the LAN where there is none", () => {
    const { code, stdout, stderr } = run(
      ["ip", "next"],
      lab(TEXT.replace("192.168.1.0/24", "192.168.1.0/99")),
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("network.lan.cidr");
  });

  it.each(["0", "-1", "1e3", "1001", "many"])("refuses --count %s", (count) => {
    const { code, stderr } = run(["ip", "next", `--count=${count}`], lab(TEXT));
    expect(code).toBe(1);
    expect(stderr).toContain("from 1 to 1000");
  });
});

describe("k8sgen ip next --ipv6", () => {
  const BOTH = TEXT.replace("dns: [", 'ipv6: {cidr: "fd00:1::/64", gateway: "fd00:1::1"}, dns: [')
    .replace("address: 192.168.1.11", 'address: 192.168.1.11, ipv6: "fd00:1::2"')
    .replace("address: 192.168.1.3", 'address: 192.168.1.3, ipv6: "fd00:1::3"');

  it("prints free addresses of the LAN's IPv6 network", () => {
    expect(run(["ip", "next", "--ipv6", "--count", "2"], lab(BOTH))).toMatchObject({
      code: 0,
      stdout: "fd00:1::4\nfd00:1::5\n",
    });
    expect(JSON.parse(run(["ip", "next", "--ipv6", "-o", "json"], lab(BOTH)).stdout)).toMatchObject({
      ok: true,
      lan: "fd00:1::/64",
      addresses: ["fd00:1::4"],
    });
  });

  it("fails where there is none", () => {
    const { code, stdout, stderr } = run(["ip", "next", "--ipv6"], lab(TEXT));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("The LAN has no IPv6 network.");
  });
});
