import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
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

describe("any damage to a homelab", () => {
  const value = parse(BASE);
  const damage = fc.oneof(
    fc.constant(null),
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant([]),
    fc.constant({}),
    fc.constant("192.168.1.300"),
    fc.constant("::"),
    fc.constant("a".repeat(300)),
  );
  const paths: (string | number)[][] = [];
  const walk = (node: unknown, path: (string | number)[]): void => {
    if (path.length > 0) paths.push(path);
    if (typeof node === "object" && node !== null)
      for (const [key, child] of Object.entries(node))
        walk(child, [...path, Array.isArray(node) ? Number(key) : key]);
  };
  walk(value, []);

  it("ends in an output or in diagnostics that have a place, and never in an exception (property)", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        damage,
        fc.constantFrom(...paths),
        damage,
        (path, by, other, otherBy) => {
          const broken = set(set(value, path, by), other, otherBy);
          const result = compileText(stringify(broken));
          if (result.compiled !== undefined) return;
          expect(result.diagnostics.length).toBeGreaterThan(0);
          for (const { location } of result.diagnostics) expect(location?.line).toBeGreaterThan(0);
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** A copy of a tree with one node exchanged; the tree as it is where the path leads nowhere. */
function set(node: unknown, [head, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (head === undefined) return value;
  if (Array.isArray(node)) return node.map((item, index) => (index === head ? set(item, rest, value) : item));
  if (typeof node !== "object" || node === null || !(head in node)) return node;
  return { ...node, [head]: set((node as Record<string, unknown>)[head], rest, value) };
}
