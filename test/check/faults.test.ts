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

type Case = readonly [title: string, from: string, to: string, expected: readonly string[]];

const CASES: readonly Case[] = [
  [
    "memory that no machine has",
    'mac: "02:00:00:00:00:11", memory: 8Gi',
    'mac: "02:00:00:00:00:11", memory: 99999999999999999999999999999Gi',
    ["E_RANGE 6:86 nodes[0].memory"],
  ],
  [
    "a key that does not exist",
    "metadata: {name: t}",
    "metadata: {name: t, nmae: u}",
    ["E_UNKNOWN_KEY 3:21 metadata.nmae"],
  ],
  [
    "a provider that does not exist",
    "cni: {cilium: {}}",
    "cni: {cillium: {}}",
    ["E_UNKNOWN_PROVIDER 10:9 network.cni.cillium"],
  ],
  [
    "two providers for one slot",
    "delivery: {flux: {repository: https://git.example.org/me/t.git}}",
    "delivery: {flux: {repository: https://git.example.org/me/t.git}, argo: {}}",
    ["E_SLOT_CONFLICT 14:66 delivery", "E_UNKNOWN_PROVIDER 14:66 delivery.argo"],
  ],
  [
    "a slot without a provider",
    "delivery: {flux: {repository: https://git.example.org/me/t.git}}",
    "delivery: {}",
    ["E_SLOT_EMPTY 14:1 delivery"],
  ],
  [
    "a key that is missing",
    "metadata: {name: t}",
    "metadata: {version: 1.0.0}",
    ["E_REQUIRED 3:1 metadata.name"],
  ],
  [
    "a receiver without a kind, one with two, and two of one name that want mails without a server",
    "delivery: {",
    `observability:
  alerts:
    receivers:
      - {name: a}
      - {name: b, email: {to: a@example.org}, discord: {}}
      - {name: b, email: {to: a@example.org}}
delivery: {`,
    [
      "E_SLOT_CONFLICT 18:47 observability.alerts.receivers[1]",
      "E_REQUIRED 18:26 observability.alerts.receivers[1].email",
      "E_SLOT_EMPTY 17:9 observability.alerts.receivers[0]",
      "E_NAME_DUPLICATE 19:16 observability.alerts.receivers[2].name",
      "E_REQUIRED 19:26 observability.alerts.receivers[2].email",
    ],
  ],
  ["a wrong type", "replicas: 2", 'replicas: "2"', ["E_TYPE 13:32 storage.longhorn.replicas"]],
  ["a value that is not allowed", "role: agent", "role: worker", ["E_ENUM 7:21 nodes[1].role"]],
  [
    "another apiVersion",
    "apiVersion: k8sgen.dev/v1",
    "apiVersion: k8sgen.dev/v9",
    ["E_API_VERSION 1:13 apiVersion"],
  ],
  [
    "a name of the wrong form",
    "metadata: {name: t}",
    "metadata: {name: T_1}",
    ["E_PATTERN 3:18 metadata.name"],
  ],
  [
    "a name that is too long",
    "metadata: {name: t}",
    `metadata: {name: ${"x".repeat(41)}}`,
    ["E_RANGE 3:18 metadata.name"],
  ],
  [
    "an address that is none",
    "address: 192.168.1.12",
    "address: 192.168.1.512",
    ["E_PATTERN 7:37 nodes[1].address"],
  ],
  [
    "an address outside of the LAN",
    "address: 192.168.1.12",
    "address: 192.168.2.12",
    ["E_ADDRESS_OUTSIDE 7:37 nodes[1].address"],
  ],
  ["two nodes of one name", "name: b", "name: a", ["E_NAME_DUPLICATE 7:12 nodes[1].name"]],
  [
    "two nodes of one address",
    "address: 192.168.1.12",
    "address: 192.168.1.11",
    ["E_ADDRESS_DUPLICATE 7:37 nodes[1].address"],
  ],
  [
    "two nodes with one MAC address",
    "02:00:00:00:00:12",
    "02:00:00:00:00:11",
    ["E_MAC_DUPLICATE 7:56 nodes[1].mac"],
  ],
  [
    "a node on the router's address",
    "address: 192.168.1.12",
    "address: 192.168.1.1",
    ["E_ADDRESS_DUPLICATE 7:37 nodes[1].address"],
  ],
  [
    "a node on the NAS's address",
    "server: 192.168.1.5",
    "server: 192.168.1.12",
    ["E_ADDRESS_DUPLICATE 13:58 storage.longhorn.backup.nfs.server"],
  ],
  [
    "the network's own address",
    "address: 192.168.1.12",
    "address: 192.168.1.0",
    ["E_ADDRESS_RESERVED 7:37 nodes[1].address"],
  ],
  [
    "the broadcast address",
    "gateway: 192.168.1.1,",
    "gateway: 192.168.1.255,",
    ["E_ADDRESS_RESERVED 9:40 network.lan.gateway"],
  ],
  [
    "a node inside of the DHCP range",
    "address: 192.168.1.12",
    "address: 192.168.1.150",
    ["E_ADDRESS_IN_DHCP 7:37 nodes[1].address"],
  ],
  [
    "a DHCP range outside of the LAN",
    "dhcp: 192.168.1.100-192.168.1.199",
    "dhcp: 192.168.2.100-192.168.2.199",
    ["E_ADDRESS_OUTSIDE 9:59 network.lan.dhcp"],
  ],
  [
    "a range that ends before it begins",
    "dhcp: 192.168.1.100-192.168.1.199",
    "dhcp: 192.168.1.199-192.168.1.100",
    ["E_RANGE_ORDER 9:59 network.lan.dhcp"],
  ],
  [
    "a pool that overlaps DHCP",
    "pool: [192.168.1.200-192.168.1.209]",
    "pool: [192.168.1.190-192.168.1.209]",
    ["E_RANGE_OVERLAP 11:34 network.loadBalancer.cilium.pool[0]"],
  ],
  [
    "a pool that holds a node",
    "address: 192.168.1.12",
    "address: 192.168.1.205",
    ["E_RANGE_OVERLAP 11:34 network.loadBalancer.cilium.pool[0]"],
  ],
  [
    "a gateway that is in no pool",
    "gateway: {cilium: {address: 192.168.1.200}}",
    "gateway: {cilium: {address: 192.168.1.210}}",
    ["E_ADDRESS_OUTSIDE 12:31 network.gateway.cilium.address"],
  ],
  [
    "a network with host bits",
    "cidr: 192.168.1.0/24",
    "cidr: 192.168.1.7/24",
    ["E_CIDR_HOST_BITS 9:15 network.lan.cidr"],
  ],
  [
    "pods and services in one range",
    "kubernetes: {version: v1.36.3+k3s1}",
    "kubernetes: {version: v1.36.3+k3s1, podCidr: 10.43.0.0/16}",
    ["E_RANGE_OVERLAP 4:1 kubernetes.serviceCidr"],
  ],
  [
    "pods on the LAN",
    "kubernetes: {version: v1.36.3+k3s1}",
    "kubernetes: {version: v1.36.3+k3s1, podCidr: 192.168.0.0/16}",
    ["E_RANGE_OVERLAP 11:34 network.loadBalancer.cilium.pool[0]", "E_RANGE_OVERLAP 4:46 kubernetes.podCidr"],
  ],
  [
    "a pod range without room",
    "kubernetes: {version: v1.36.3+k3s1}",
    "kubernetes: {version: v1.36.3+k3s1, podCidr: 10.42.0.0/24}",
    ["E_CIDR_TOO_SMALL 4:46 kubernetes.podCidr"],
  ],
  [
    "an IPv6 node on an IPv4 LAN",
    "address: 192.168.1.12",
    'address: "fd00::12"',
    ["E_FAMILY 7:37 nodes[1].address"],
  ],
  ["no server", "role: server", "role: agent", ["E_NO_SERVER 5:1 nodes"]],
  [
    "two servers",
    "role: agent",
    "role: server",
    ["E_ENDPOINT_MISSING 4:1 kubernetes.endpoint", "E_SERVER_COUNT 7:21 nodes[1].role"],
  ],
  [
    "a version whose schemas are not known",
    "v1.36.3+k3s1",
    "v1.29.3+k3s1",
    ["E_KUBERNETES_VERSION 4:23 kubernetes.version"],
  ],
  [
    "a default provider that is not switched on",
    "storage: {longhorn:",
    "storage: {default: longhorm, longhorn:",
    ["E_REFERENCE 13:20 storage.default"],
  ],
  ["more replicas than nodes", "replicas: 2", "replicas: 3", ["E_REPLICAS 13:32 storage.longhorn.replicas"]],
  [
    "less memory than K3s needs",
    "memory: 8Gi, disk: 240Gi}\n  - ",
    "memory: 8Mi, disk: 240Gi}\n  - ",
    ["E_RANGE 6:86 nodes[0].memory"],
  ],
  [
    "an item that stands twice",
    "gateway: 192.168.1.1,",
    "gateway: 192.168.1.1, dns: [192.168.1.1, 192.168.1.1],",
    ["E_DUPLICATE_ITEM 9:72 network.lan.dns[1]"],
  ],
];

describe("one fault in a homelab", () => {
  it("the base is sound", () => expect(located(compileText(BASE))).toEqual([]));

  it.each(CASES)("%s", (_, from, to, expected) => {
    expect(BASE).toContain(from);
    const result = compileText(BASE.replace(from, to));
    expect(located(result)).toEqual([...expected].sort());
    expect(result.compiled).toBeUndefined();
    for (const { location, message } of result.diagnostics) {
      expect(location?.file).toBe("homelab.yaml");
      expect(message).toMatch(/[.!:]$|\.$/m);
    }
  });

  it("many at once: none hides another one", () => {
    const broken = BASE.replace("name: t", "nmae: t")
      .replace("role: agent", "role: worker")
      .replace("192.168.1.12", "192.168.2.12")
      .replace("cidr: 192.168.1.0/24", "cidr: 192.168.1.9/24")
      .replace("replicas: 2", "replicas: 3");
    expect(located(compileText(broken))).toEqual([
      "E_ADDRESS_OUTSIDE 7:38 nodes[1].address",
      "E_CIDR_HOST_BITS 9:15 network.lan.cidr",
      "E_ENUM 7:21 nodes[1].role",
      "E_REPLICAS 13:32 storage.longhorn.replicas",
      "E_REQUIRED 3:1 metadata.name",
      "E_UNKNOWN_KEY 3:12 metadata.nmae",
    ]);
  });

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
