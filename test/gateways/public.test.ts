import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { compileText, readText } from "../support/compile.ts";

const LABS = ["traefik/cases/public", "cilium/cases/public", "envoy-gateway/cases/complete"].map(
  (name) => [name, readText(`blueprints/network/${name}/homelab.yaml`)] as const,
);

interface HttpRoute {
  readonly kind: string;
  readonly spec: { readonly parentRefs: readonly { name: string }[]; readonly hostnames?: readonly string[] };
}

/** The host names of each Gateway. */
function namesByGateway(homelab: string): Readonly<Record<string, readonly string[]>> {
  const { compiled, diagnostics } = compileText(homelab);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const names: Record<string, string[]> = {};
  for (const [path, bytes] of compiled?.tree.files ?? []) {
    if (!/^manifests\/.*routes\.yaml$/.test(path)) continue;
    for (const document of parseAllDocuments(new TextDecoder().decode(bytes))) {
      const { kind, spec } = document.toJS() as HttpRoute;
      if (kind !== "HTTPRoute") continue;
      for (const { name } of spec.parentRefs)
        names[name] = [...(names[name] ?? []), ...(spec.hostnames ?? [])];
    }
  }
  return names;
}

const warningsAt = (homelab: string): readonly (string | undefined)[] =>
  compileText(homelab)
    .diagnostics.filter(({ code }) => code.startsWith("W_"))
    .map(({ path }) => path);

describe("a public Gateway beside the internal one", () => {
  it.each(LABS)("has the public names alone: %s", (_, lab) => {
    const { homelab = [], "homelab-public": outside = [] } = namesByGateway(lab);
    expect(outside).toContain("album.home.example.org");
    expect(homelab.length).toBeGreaterThan(0);
    expect(outside.filter((name) => homelab.includes(name))).toEqual([]);
  });

  it("has the login in front of a public application too", () => {
    const [[, lab] = ["", ""]] = LABS;
    expect(namesByGateway(lab)["homelab-public"]).toEqual([
      "auth.home.example.org",
      "album.home.example.org",
    ]);
    const within = namesByGateway(lab.replace("exposure: public, ", ""));
    expect(within["homelab-public"]).toBeUndefined();
    expect(within.homelab).toContain("auth.home.example.org");
  });

  it("is what ports are passed on to, and what its names lead to at home", () => {
    const [[, lab] = ["", ""]] = LABS;
    const files = compileText(
      lab.replace("fritzbox: {}", "nftables: { wan: eth0, nodes: eth1 }, unbound: {}"),
    ).compiled?.tree.files;
    const text = (path: string) => new TextDecoder().decode(files?.get(path));
    expect(text("router/nftables/nftables.conf")).toContain("dnat ip to 192.168.178.201 ");
    expect(text("router/unbound/unbound.conf")).toContain("album.home.example.org. 300 IN A 192.168.178.201");
    expect(text("router/unbound/unbound.conf")).toContain("notes.home.example.org. 300 IN A 192.168.178.200");
    expect(text("README.md")).toContain("public gateway: the router passes ports on to it");
  });

  it("names the public address, where ExternalDNS publishes names in the internet", () => {
    const [[, lab] = ["", ""]] = LABS;
    expect(warningsAt(lab)).not.toContain("network.internet.ports");
    expect(warningsAt(lab.replace(", address: boards.dyndns.example.net", ""))).toContain(
      "network.internet.ports",
    );
  });

  it("tells of an application for the internet that nothing from there leads to", () => {
    const [[, lab] = ["", ""]] = LABS;
    expect(warningsAt(lab)).not.toContain("apps.album.exposure");
    expect(warningsAt(lab.replace(/ {2}internet: .*\n/, ""))).toContain("apps.album.exposure");
  });
});
