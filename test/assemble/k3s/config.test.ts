import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { usesEtcd } from "../../../src/assemble/k3s/config.ts";
import { kubeletConfig, reservedMemory } from "../../../src/assemble/nodes/kubelet.ts";
import type { Json } from "../../../src/values/json.ts";
import { ROOT } from "../../support/root.ts";
import { type Contributed, filesOf, homelabOf, LABS, planOf } from "./fixture.ts";

const config = (plan: Parameters<typeof filesOf>[0], node: string): Record<string, Json> =>
  parse(filesOf(plan).files[`k3s/${node}/config.yaml`] ?? "") as Record<string, Json>;

const wanting = (
  ...wishes: readonly (readonly [string, Record<string, Json>, string[]?])[]
): Contributed => ({
  K3sConfig: wishes.map(([component, wish, roles]) => [
    component,
    { reason: "x", config: wish, ...(roles === undefined ? {} : { roles }) },
  ]),
});

const one = homelabOf([{ role: "server" }, {}]);
const codes = (contributed: Contributed, homelab = one): readonly string[] =>
  filesOf(planOf(homelab, contributed)).diagnostics.map(({ code, message }) => `${code} ${message}`);

describe("config.yaml", () => {
  const known = (
    JSON.parse(readFileSync(join(ROOT, "schemas/k3s/v1.36.json"), "utf8")) as {
      flags: Record<string, { type: string; commands: string[] }>;
    }
  ).flags;
  const all = Object.entries(LABS).flatMap(([lab, plan]) =>
    plan.homelab.nodes.map(({ name, role }) => ({ lab, name, role, plan })),
  );

  it.each(all)("of $lab/$name has keys and types that K3s knows for a $role", ({ plan, name, role }) => {
    for (const [key, value] of Object.entries(config(plan, name))) {
      expect(known[key]?.commands, key).toContain(role);
      const type = known[key]?.type;
      if (type === "bool") expect(typeof value, key).toBe("boolean");
      else if (type === "strings")
        expect([typeof value, Array.isArray(value)], key).not.toEqual(["object", false]);
      else expect(typeof value, key).toBe("string");
    }
  });

  it("is SQLite's with one server, etcd's with several or where snapshots are wanted", () => {
    expect(config(LABS["one-server"], "n1")).not.toHaveProperty("cluster-init");
    expect(config(LABS["three-servers"], "n1")).toMatchObject({
      "cluster-init": true,
      "etcd-expose-metrics": true,
    });
    expect(config(LABS["data-disk"], "n1")["cluster-init"]).toBe(true);
    expect(usesEtcd(planOf(one, wanting(["a", { "etcd-s3": true }])))).toBe(true);
    expect(usesEtcd(planOf(one, wanting(["a", { "cluster-init": true }])))).toBe(true);
    expect(usesEtcd(planOf(one, wanting(["a", { "etcd-expose-metrics": true }])))).toBe(false);
  });

  it("lets one server found the cluster, and all others join it at the endpoint", () => {
    expect(config(LABS["three-servers"], "n1")).not.toHaveProperty("server");
    for (const name of ["n2", "n3", "n4"]) {
      expect(config(LABS["three-servers"], name).server).toBe("https://192.168.1.10:6443");
      expect(config(LABS["three-servers"], name)).not.toHaveProperty("cluster-init");
    }
    expect(config(LABS.ipv6, "n2").server).toBe("https://[fd00::11]:6443");
  });

  it("is equal on all servers but for the node itself and how it joins", () => {
    const own = ["cluster-init", "server", "node-name", "node-ip", "node-label", "node-taint"];
    const shared = ["n1", "n2", "n3"].map((name) =>
      Object.entries(config(LABS["three-servers"], name)).filter(([key]) => !own.includes(key)),
    );
    expect(shared[1]).toEqual(shared[0]);
    expect(shared[2]).toEqual(shared[0]);
    expect(Object.fromEntries(shared[0] ?? [])["tls-san"]).toEqual([
      "192.168.1.10",
      "192.168.1.11",
      "192.168.1.12",
      "192.168.1.13",
    ]);
  });

  it("joins lists once and sorted, for the roles that were meant", () => {
    expect(config(LABS["one-server"], "n1").disable).toEqual(["local-storage", "servicelb", "traefik"]);
    expect(config(LABS["one-server"], "n2")).not.toHaveProperty("disable");
    const joined = planOf(
      one,
      wanting(["b", { "kubelet-arg": ["v=2"] }], ["a", { "kubelet-arg+": ["max-pods=200"] }]),
    );
    expect(config(joined, "n2")["kubelet-arg"]).toEqual([
      "config=/etc/rancher/k3s/kubelet.yaml",
      "max-pods=200",
      "v=2",
    ]);
    const swapped = planOf(
      one,
      wanting(["a", { "kubelet-arg": ["max-pods=200"] }], ["b", { "kubelet-arg": "v=2" }]),
    );
    expect(config(swapped, "n2")).toEqual(config(joined, "n2"));
  });

  it("refuses what contradicts, once, naming both components and both places", () => {
    const contributed = wanting(
      ["a", { "flannel-backend": "none" }],
      ["b", { "flannel-backend": "host-gw" }],
    );
    const { diagnostics } = filesOf(
      planOf(homelabOf([{ role: "server" }, { role: "server" }, { role: "server" }]), contributed),
    );
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({
      code: "E_CONTRIBUTION_CONFLICT",
      location: { file: "blueprints/b/contributions.yaml.hbs" },
      related: [{ location: { file: "blueprints/a/contributions.yaml.hbs" } }],
    });
    expect(diagnostics[0]?.message).toMatch(/`a` and `b`.*flannel-backend.*"none".*"host-gw"/);
    expect(codes(wanting(["a", { snapshotter: "native" }], ["b", { snapshotter: "native" }]))).toEqual([]);
  });

  it.each([
    ["cluster-cidr", "10.1.0.0/16"],
    ["cluster-cidr", ["10.1.0.0/16"]],
    ["cluster-cidr+", ["10.1.0.0/16"]],
    ["secrets-encryption", false],
    ["server", "https://example.org:6443"],
    ["data-dir", "/srv/k3s"],
    ["kubelet-arg", ["config=/etc/mine.yaml"]],
  ])("refuses that a component sets %s", (key, value) => {
    const found = codes(wanting(["a", { [key]: value }, ["server"]]));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^E_CONTRIBUTION_CONFLICT `a` asks for another value of /);
  });

  it("refuses secrets", () => {
    expect(codes(wanting(["a", { "etcd-s3-secret-key": "hunter2" }, ["server"]]))).toEqual([
      "E_SECRET_CLEAR `a` would put a secret into K3s' config.yaml: `etcd-s3-secret-key`.",
    ]);
  });

  it("names the token's file and never a token", () => {
    for (const plan of Object.values(LABS))
      for (const { name } of plan.homelab.nodes) {
        expect(config(plan, name)["token-file"]).toBe("/etc/rancher/k3s/token");
        expect(config(plan, name)).not.toHaveProperty("token");
      }
  });
});

describe("kubelet.yaml", () => {
  it("leaves three quarters of a server's 8 GiB to pods, seven eighths of an agent's", () => {
    const left = (role: "server" | "agent") => {
      const { kube, system, eviction } = reservedMemory({ role, memory: "8Gi" });
      return 8192 - kube - system - eviction;
    };
    expect([left("server"), left("agent")]).toEqual([6144, 7168]);
    expect(reservedMemory({ role: "server", memory: "64Gi" })).toEqual({
      kube: 1536,
      system: 512,
      eviction: 512,
    });
  });

  it("evicts for memory and shuts down gracefully within what logind is told", () => {
    const [node] = one.nodes;
    if (node === undefined) throw new Error("the fixture has nodes");
    expect(kubeletConfig(node)).toMatchObject({
      evictionHard: { "memory.available": "256Mi" },
      shutdownGracePeriod: "60s",
    });
    expect(filesOf(LABS.vlan).files["k3s/n1/user-data"]).toContain("InhibitDelayMaxSec=60");
  });
});
