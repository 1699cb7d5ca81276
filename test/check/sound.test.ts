import { describe, expect, it } from "vitest";
import { compileText, located } from "../support/compile.ts";

const BASE = `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: t}
kubernetes: {version: v1.36.3+k3s1}
nodes:
  - {name: a, role: server, address: 192.168.1.11, mac: "02:00:00:00:00:11", memory: 8Gi, disk: 240Gi}
  - {name: b, role: agent, address: 192.168.1.12, mac: "02:00:00:00:00:12", memory: 8Gi, disk: 240Gi}
network:
  lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1, dhcp: 192.168.1.100-192.168.1.199}
  cni: {cilium: {}}
  loadBalancer: {cilium: {pool: [192.168.1.200-192.168.1.209]}}
  gateway: {cilium: {address: 192.168.1.200}}
storage: {longhorn: {replicas: 2, backup: {nfs: {server: 192.168.1.5, path: /backup}}}}
delivery: {flux: {repository: https://git.example.org/me/t.git}}
`;

describe("sound homelabs", () => {
  it("one with two nodes", () => expect(located(compileText(BASE))).toEqual([]));

  it("three servers with an endpoint of their own are sound", () => {
    const three = BASE.replace("v1.36.3+k3s1}", "v1.36.3+k3s1, endpoint: 192.168.1.10}")
      .replace("role: agent", "role: server")
      .replace(
        "network:\n",
        "  - {name: c, role: server, address: 192.168.1.13, memory: 8Gi, disk: 240Gi}\nnetwork:\n",
      );
    expect(located(compileText(three))).toEqual([]);
  });
});

describe("what is not advisable is told, and compiles", () => {
  const warned = (from: string, to: string) => {
    expect(BASE).toContain(from);
    const { compiled, diagnostics } = compileText(BASE.replace(from, to));
    expect(compiled).toBeDefined();
    return diagnostics.map(({ code, path, hint }) => ({ code, path, hint }));
  };

  it("a domain of multicast DNS", () => {
    const [found] = warned("delivery:", "dns: {domain: home.local}\ndelivery:");
    expect(found).toMatchObject({ code: "W_DOMAIN", path: "dns.domain" });
  });

  it("metrics that are kept longer than there is room", () => {
    const [found] = warned("delivery:", "observability: {metrics: {prometheus: {retention: 1y}}}\ndelivery:");
    // 365 days, 2 nodes, 32 MiB a day, and a fifth is kept free.
    expect(found).toMatchObject({ code: "W_COMPONENT", path: "observability.metrics.prometheus.retention" });
    expect(found?.hint).toContain("29200Mi");
  });

  it("logs that are kept longer than there is room", () => {
    const [found] = warned(
      "delivery:",
      "observability: {logs: {loki: {retention: 52w, storage: 10Gi}}}\ndelivery:",
    );
    expect(found).toMatchObject({ code: "W_COMPONENT", path: "observability.logs.loki.retention" });
    expect(found?.hint).toContain("14560Mi");
  });
});
