import { describe, expect, it } from "vitest";
import { compileText, readText } from "../support/compile.ts";

const LAB = readText("blueprints/network/ingress-nginx/cases/minimal/homelab.yaml");

describe("what upstream has given up", () => {
  it.each([
    ["cni: { weaveNet: {} }", "network.cni.weaveNet", "2024-06", "network.cni.flannel"],
    ["gateway: { gloo: { address: 1 } }", "network.gateway.gloo", "2024-11", "network.gateway.kgateway"],
    ["ingress: { ambassador: {} }", "network.ingress.ambassador", "2021-04", "network.ingress.emissary"],
  ])(
    "is refused with its end and its successor, where nothing is left: %s",
    (keys, path, since, successor) => {
      const { diagnostics } = compileText(LAB.replace("ingress: { ingressNginx: {} }", keys));
      expect(diagnostics).toHaveLength(1);
      expect(diagnostics[0]).toMatchObject({ code: "E_RETIRED", path, hint: `use \`${successor}\`` });
      expect(diagnostics[0]?.message).toContain(since);
    },
  );

  it.each([
    ["kubernetes: { version:", "kubernetes: { os: k3OS, version:", "kubernetes.os"],
    ["kubernetes: { version:", "kubernetes: { k3os: {}, version:", "kubernetes.k3os"],
    ["{ name: node1,", "{ name: node1, system: k3os,", "nodes[0].system"],
    ["role: server", "role: k3os", "nodes[0].role"],
  ])("is known as the system of a node, by key and by value: %s -> %s", (from, to, path) => {
    const told = compileText(LAB.replace(from, to)).diagnostics.find((each) => each.path === path);
    expect(told?.code).toBe("E_RETIRED");
    expect(told?.message).toContain("2023-12");
    expect(told?.hint).toMatch(/Ubuntu.*Elemental.*Kairos/);
  });

  it("leaves other values alone", () => {
    const { diagnostics } = compileText(LAB.replace("role: server", "role: talos"));
    expect(diagnostics.map(({ code }) => code)).toContain("E_ENUM");
  });

  it("is told of as a warning, where it can still be installed", () => {
    const { diagnostics, compiled } = compileText(LAB);
    expect(compiled).toBeDefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["W_RETIRED"]);
  });
});
