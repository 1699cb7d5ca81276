import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { compileText, readText } from "../support/compile.ts";

const LAB = readText("blueprints/network/cloudflare-tunnel/cases/complete/homelab.yaml");

interface Rule {
  readonly hostname?: string;
  readonly service: string;
}

function rulesOf(homelab: string): readonly Rule[] {
  const { compiled, diagnostics } = compileText(homelab);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const bytes = compiled?.tree.files.get("manifests/cloudflare-tunnel/tunnel.yaml");
  const [config] = parseAllDocuments(new TextDecoder().decode(bytes)).map((each) => each.toJS());
  return parse(config.data["config.yaml"]).ingress;
}

const text = (homelab: string, file: string): string =>
  new TextDecoder().decode(compileText(homelab).compiled?.tree.files.get(file));

describe("a tunnel", () => {
  it("leads public names to the public Gateway, and no others anywhere", () => {
    const rules = rulesOf(LAB);
    expect(rules.map(({ hostname }) => hostname)).toEqual([
      "auth.example.org",
      "album.example.org",
      "wiki.example.org",
      undefined,
    ]);
    expect(rules.slice(0, 3).map(({ service }) => service)).toEqual(
      Array(3).fill("https://cilium-gateway-homelab-public.gateway.svc.cluster.local:443"),
    );
    expect(rules.at(-1)?.service).toBe("http_status:404");
  });

  it("leads to the one Gateway where there is no public one", () => {
    const rules = rulesOf(LAB.replace(", public: { address: 192.168.178.201 }", ""));
    expect(rules[0]?.service).toBe("https://cilium-gateway-homelab.gateway.svc.cluster.local:443");
  });

  it("is what the records of public names lead to, through Cloudflare", () => {
    const gateway = text(LAB, "manifests/cilium/gateway.yaml");
    expect(gateway).toContain(
      "external-dns.alpha.kubernetes.io/target: 6f0e2f1a-3f5c-4b7e-9d53-0a1b2c3d4e5f.cfargotunnel.com",
    );
    const routes = parseAllDocuments(text(LAB, "manifests/cilium/routes.yaml")).map((each) => each.toJS());
    const proxied = routes
      .filter(({ metadata }) => metadata.annotations?.["external-dns.alpha.kubernetes.io/cloudflare-proxied"])
      .flatMap(({ spec }) => spec.hostnames);
    expect(proxied).toEqual(["auth.example.org", "album.example.org"]);
  });

  it("tells where nothing is public", () => {
    const warnings = (homelab: string) =>
      compileText(homelab)
        .diagnostics.map(({ path }) => path)
        .filter((path) => path?.startsWith("network.reach"));
    expect(warnings(LAB)).toEqual([]);
    expect(warnings(LAB.replaceAll("exposure: public, ", ""))).toEqual([
      "network.reach.cloudflareTunnel.tunnelId",
    ]);
  });
});
