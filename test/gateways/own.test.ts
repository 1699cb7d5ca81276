import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { compileText, readText } from "../support/compile.ts";

const lab = (name: string): string => readText(`blueprints/network/${name}/homelab.yaml`);

/** Each has an application of its own route in the internet, and one of gRPC at home. */
const LABS = [
  "envoy-gateway/cases/complete",
  "kgateway/cases/complete",
  "cloudflare-tunnel/cases/complete",
].map((name) => [name, lab(name)] as const);

interface Found {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly parentRefs: readonly { readonly name: string }[];
    readonly hostnames?: string[];
    readonly dnsNames?: string[];
  };
}

/** Objects of all files of the output; charts are not rendered. */
function objectsOf(homelab: string): readonly Found[] {
  const { compiled, diagnostics } = compileText(homelab);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return [...(compiled?.tree.files ?? [])].flatMap(([path, bytes]) =>
    path.startsWith("manifests/")
      ? parseAllDocuments(new TextDecoder().decode(bytes)).map((each) => each.toJS())
      : [],
  );
}

const routesOf = (homelab: string): readonly Found[] =>
  objectsOf(homelab).filter(({ kind, spec }) => /^(HTTP|GRPC)Route$/.test(kind) && spec.hostnames);

const found = (homelab: string): readonly string[] =>
  compileText(homelab).diagnostics.map(({ severity, path }) => `${severity} ${path}`);

describe("routes that applications make themselves", () => {
  it.each(LABS)("have each host name once, at the Gateway of their exposure: %s", (_, homelab) => {
    const routes = routesOf(homelab);
    const names = routes.flatMap(({ spec }) => spec.hostnames ?? []);
    expect(names).toEqual([...new Set(names)]);
    const parent = (name: string) =>
      routes
        .find(({ spec }) => spec.hostnames?.some((host) => host.startsWith(`${name}.`)))
        ?.spec.parentRefs.map((each) => each.name);
    expect(parent("wiki")).toEqual(["homelab-public"]);
    expect(parent("calls")).toEqual(["homelab"]);
    expect(parent("notes")).toEqual(["homelab"]);
  });

  it("are named in the certificate, where that is none for all names", () => {
    const certificate = objectsOf(lab("kgateway/cases/complete")).find(({ kind }) => kind === "Certificate");
    expect(certificate?.spec.dnsNames).toEqual(
      expect.arrayContaining(["wiki.home.example.org", "calls.home.example.org"]),
    );
  });

  it("have a rule of the tunnel, and records through the CDN or the tunnel, where they are public", () => {
    for (const name of ["cloudflare-tunnel/cases/complete", "cdn/cases/cloudflare"]) {
      const proxied = routesOf(lab(name))
        .filter(
          ({ metadata }) =>
            metadata.annotations?.["external-dns.alpha.kubernetes.io/cloudflare-proxied"] === "true",
        )
        .flatMap(({ spec }) => spec.hostnames ?? []);
      expect(proxied).toContain("wiki.example.org");
      expect(proxied).not.toContain("calls.example.org");
    }
    const tunnel = compileText(lab("cloudflare-tunnel/cases/complete")).compiled?.tree.files.get(
      "manifests/cloudflare-tunnel/tunnel.yaml",
    );
    expect(new TextDecoder().decode(tunnel).match(/hostname: .*wiki\.example\.org/g)).toHaveLength(1);
  });

  it("of gRPC get records as those of HTTP do", () => {
    const values = new TextDecoder().decode(
      compileText(lab("cdn/cases/cloudflare")).compiled?.tree.files.get("chart/values.yaml"),
    );
    expect(values).toMatch(/- gateway-httproute\s+- gateway-grpcroute\s+- service/);
  });
});

describe.each(["emissary", "ingress-nginx"])("an ingress controller: %s", (name) => {
  const path = `network.ingress.${name === "emissary" ? "emissary" : "ingressNginx"}`;
  const minimal = lab(`${name}/cases/minimal`);
  const with_ = (more: string): string => minimal.replace("delivery:", `${more}\ndelivery:`);

  it("leaves routes to the Gateway beside it", () => {
    const kinds = routesOf(lab(`${name}/cases/complete`)).map(({ kind }) => kind);
    expect(kinds).toEqual(["GRPCRoute"]);
    expect(objectsOf(lab(`${name}/cases/complete`)).map(({ kind }) => kind)).not.toContain("Ingress");
  });

  it("is refused where the Gateway has its ports already", () => {
    expect(found(minimal.replace("  ingress:", "  gateway: { traefik: {} }\n  ingress:"))).toContain(
      `error ${path}`,
    );
    expect(found(lab(`${name}/cases/complete`))).not.toContain(`error ${path}`);
  });

  it("tells of pages whose routes it does not serve", () => {
    const more = "dns: { domain: example.org }\nobservability: { dashboards: { grafana: {} } }";
    const told = compileText(with_(more)).diagnostics.find(
      (each) => each.path === path && each.code === "W_COMPONENT",
    );
    expect(told?.message).toContain("grafana.example.org");
  });

  it("is no way to share requests out", () => {
    const app = "image: traefik/whoami:v1.11.0, port: 80, host: hello";
    expect(
      found(with_(`apps: { hello: { ${app}, canary: { image: traefik/whoami:v1.10.0, weight: 10 } } }`)),
    ).toContain("error apps.hello.canary");
    expect(found(with_(`apps: { hello: { ${app}, protocol: grpc } }`))).toContain(
      "error apps.hello.protocol",
    );
  });

  it("tells of members of the mesh that refuse it, as it does not join", () => {
    const joined = lab(`${name}/cases/complete`)
      .replace("  policies: { default: deny }", "  mesh: { linkerd: {} }")
      .replace("storage:", "tls: { certManager: { issuer: { privateCa: {} } } }\nstorage:")
      .replace("protocol: grpc", "mesh: true");
    const told = compileText(joined).diagnostics.filter((each) => each.path === path);
    expect(told.some(({ message }) => message.includes("hello"))).toBe(true);
    const open = compileText(joined.replace("mesh: { linkerd: {} }", "policies: { default: deny }"));
    expect(open.diagnostics.filter((each) => each.path === path && each.code === "W_COMPONENT")).toEqual([]);
  });
});
