import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { compileText, readText } from "../support/compile.ts";

const lab = (name: string): string => readText(`blueprints/network/cdn/cases/${name}/homelab.yaml`);

function filesOf(homelab: string): (path: string) => string {
  const { compiled, diagnostics } = compileText(homelab);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return (path) => new TextDecoder().decode(compiled?.tree.files.get(path));
}

const found = (homelab: string): readonly string[] =>
  compileText(homelab).diagnostics.map(({ severity, path }) => `${severity} ${path}`);

describe("a CDN in front", () => {
  it("is the only one from the internet that the public Gateway takes requests of", () => {
    const objects = parseAllDocuments(filesOf(lab("cloudflare"))("manifests/envoy-gateway/gateway.yaml")).map(
      (each) => each.toJS(),
    );
    const service = (name: string) =>
      objects.find(({ kind, metadata }) => kind === "EnvoyProxy" && metadata.name === name)?.spec.provider
        .kubernetes.envoyService;
    expect(service("homelab-public").loadBalancerSourceRanges).toEqual(
      expect.arrayContaining(["173.245.48.0/20", "192.168.178.0/24"]),
    );
    expect(service("homelab").loadBalancerSourceRanges).toBeUndefined();
    const policy = (name: string) =>
      objects.find(({ kind, metadata }) => kind === "ClientTrafficPolicy" && metadata.name === name)?.spec;
    expect(policy("homelab-public").tls.clientValidation.caCertificateRefs[0].name).toBe("cdn-authority");
    expect(policy("homelab").tls.clientValidation).toBeUndefined();
  });

  it("is the only one that the router passes ports on for", () => {
    const rules = filesOf(lab("cloudflare"))("router/nftables/nftables.conf");
    expect(rules).toContain("ip saddr @cdn tcp dport { 443 } dnat ip to 192.168.178.201");
    expect(rules).not.toContain("2400:cb00");
  });

  it("is what public names lead to", () => {
    expect(filesOf(lab("fastly"))("manifests/traefik/gateway.yaml")).toContain(
      "target: boards.map.fastly.net",
    );
  });

  it("is believed what it says of the caller's address", () => {
    expect(filesOf(lab("other"))("chart/values.yaml")).toMatch(/trustedIPs:\s+- 203\.0\.113\.9\/32/);
  });

  it("needs a gateway that can ask for certificates, and one that looks where requests come from", () => {
    expect(found(lab("fastly").replace("fastly.net }", "fastly.net, clientCertificate: true }"))).toContain(
      "error network.internet.cdn.fastly.clientCertificate",
    );
    expect(found(lab("fastly").replace("traefik:", "kgateway:"))).toContain(
      "warning network.internet.cdn.fastly",
    );
  });
});
