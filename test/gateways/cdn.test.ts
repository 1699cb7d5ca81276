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

/** A rule of a route. */
interface Rule {
  readonly matches: readonly { readonly path: { readonly value: string } }[];
  readonly filters?: unknown;
}

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
    const one = lab("other").replace("traefik:", "kgateway:");
    expect(found(one)).toContain("warning network.internet.cdn.other");
    const two = lab("fastly").replace("traefik:", "kgateway:");
    expect(found(two)).not.toContain("warning network.internet.cdn.fastly");
  });

  it("is told of where it cannot know who signed the certificate", () => {
    const unknown = lab("other").replace(/issuer: \{ letsencrypt: .*/, "issuer: { privateCa: {} } }");
    expect(found(unknown)).toContain("warning network.internet.cdn.other");
    expect(found(lab("other"))).not.toContain("warning network.internet.cdn.other");
  });

  it("is the only one that reaches the public Gateway of kgateway, at a Service beside it", () => {
    const text = filesOf(lab("fastly").replace("traefik:", "kgateway:"))("manifests/kgateway/gateway.yaml");
    const objects = parseAllDocuments(text).map((each) => each.toJS());
    const parameters = (name: string) =>
      objects.find(({ kind, metadata }) => kind === "GatewayParameters" && metadata.name === name)?.spec.kube
        .service.type;
    expect([parameters("homelab"), parameters("homelab-public")]).toEqual(["LoadBalancer", "ClusterIP"]);
    const service = objects.find(({ kind }) => kind === "Service");
    expect(service?.metadata.annotations).toEqual({ "metallb.io/loadBalancerIPs": "192.168.178.201" });
    expect(service?.spec.loadBalancerSourceRanges).toEqual(
      expect.arrayContaining(["151.101.0.0/16", "192.168.178.0/24"]),
    );
  });

  it.each([
    [", public: { address: 192.168.178.201 }", ["cilium", "cilium-cdn"]],
    ["", ["cilium-cdn"]],
  ])("is the only one that reaches the public Gateway of Cilium, by its class%s", (more, classes) => {
    const text = filesOf(
      lab("other")
        .replace("cni: { flannel: {} }", "cni: { cilium: {} }")
        .replace("traefik: { address: 192.168.178.200 }", `cilium: { address: 192.168.178.200${more} }`)
        .replace("metallb:", "cilium:"),
    )("manifests/cilium/gateway.yaml");
    const objects = parseAllDocuments(text).map((each) => each.toJS());
    expect(objects.filter(({ kind }) => kind === "Gateway").map(({ spec }) => spec.gatewayClassName)).toEqual(
      classes,
    );
    expect(
      objects.find(({ kind }) => kind === "CiliumGatewayClassConfig")?.spec.service.loadBalancerSourceRanges,
    ).toEqual(expect.arrayContaining(["203.0.113.9/32", "192.168.178.0/24"]));
  });

  it.each(["traefik", "envoyGateway", "kgateway", "kong"])(
    "keeps what an application says, behind %s",
    (name) => {
      const text = lab("other").replace("traefik:", `${name}:`);
      const { compiled } = compileText(text);
      const routes = [...(compiled?.tree.files ?? [])]
        .filter(([path]) => path.endsWith("/routes.yaml"))
        .flatMap(([, bytes]) => parseAllDocuments(new TextDecoder().decode(bytes)).map((each) => each.toJS()))
        .filter(({ metadata }) => metadata.name.startsWith("album"));
      expect(
        routes.flatMap(({ spec }) =>
          spec.rules.map(({ matches, filters }: Rule) => [matches[0]?.path.value, filters]),
        ),
      ).toEqual([
        [
          "/static",
          [
            {
              type: "ResponseHeaderModifier",
              responseHeaderModifier: { set: [{ name: "Cache-Control", value: "public, max-age=2592000" }] },
            },
          ],
        ],
        ["/", undefined],
      ]);
    },
  );

  it.each(["login: {}", "protocol: grpc", "canary: { image: traefik/whoami:v1.10.4, weight: 10 }"])(
    "keeps nothing that is not the same for everybody: %s",
    (more) =>
      expect(found(lab("other").replace("host: album,", `host: album, ${more},`))).toContain(
        "error apps.album.cache",
      ),
  );
});
