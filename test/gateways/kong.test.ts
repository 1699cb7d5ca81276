import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { compileText, readText } from "../support/compile.ts";

const lab = (name: string): string => readText(`blueprints/network/kong/cases/${name}/homelab.yaml`);

function filesOf(homelab: string): ReadonlyMap<string, string> {
  const { compiled, diagnostics } = compileText(homelab);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return new Map(
    [...(compiled?.tree.files ?? [])].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]),
  );
}

describe("Kong", () => {
  it("leads plain HTTP to HTTPS at every route, those of applications too", () => {
    const routes = [...filesOf(lab("complete"))]
      .filter(([path]) => path.startsWith("manifests/"))
      .flatMap(([, text]) => parseAllDocuments(text).map((each) => each.toJS()))
      .filter(({ kind }) => /^(HTTP|GRPC)Route$/.test(kind));
    expect(routes.map(({ kind }) => kind)).toContain("GRPCRoute");
    for (const { metadata } of routes)
      expect(metadata.annotations["konghq.com/https-redirect-status-code"]).toBe("301");
  });

  it("is told so at routes that are driven step by step", () => {
    const more = "rollout: {}, mesh: true";
    const text = lab("complete")
      .replace("  policies:", "  mesh: { linkerd: {} }\n  policies:")
      .replace("host: notes }", `host: notes, ${more} }`)
      .replace("delivery:", "delivery:\n  progressive: { flagger: {} }");
    const canary = [...filesOf(text).values()].find((each) => each.includes("kind: Canary"));
    expect(canary).toContain("konghq.com/https-redirect-status-code");
  });

  it("believes proxies only where it sees who calls", () => {
    const told = compileText(lab("complete").replace(" keepClientAddress: true,", "")).diagnostics;
    expect(told.filter(({ severity }) => severity === "error").map(({ path }) => path)).toEqual([
      "network.gateway.kong.trustedProxies",
    ]);
  });

  it("is refused an address that no load balancer can give", () => {
    const told = compileText(
      lab("complete").replace(/ {2}loadBalancer: .*\n/, "  loadBalancer: { servicelb: {} }\n"),
    ).diagnostics;
    expect(told.filter(({ severity }) => severity === "error").map(({ path }) => path)).toEqual([
      "network.gateway.kong.address",
    ]);
  });
});
