import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CrdPack, kindsOf } from "../../scripts/pack/lib/crd-pack.ts";
import { sources } from "../../scripts/pack/lib/crd-sources.ts";
import { requiredVersion } from "../../scripts/pack/lib/gateway-api.ts";
import { cachedGoModule } from "../../scripts/pack/lib/go.ts";
import type { JsonObject } from "../../scripts/pack/lib/json.ts";
import { root } from "../../scripts/pack/lib/output.ts";
import { CRD_KEYWORDS } from "../../scripts/pack/lib/schema.ts";
import { cilium } from "../../scripts/pack/lib/versions.ts";
import { committed, keywords, packed, property } from "./packs.ts";

const FOLDER = "schemas/crds";
const files = readdirSync(join(root, FOLDER)).filter((name) => name.endsWith(".json.gz"));
const packs = new Map(files.map((file) => [file, JSON.parse(packed(`${FOLDER}/${file}`)) as CrdPack]));
const index = JSON.parse(committed(`${FOLDER}/index.json`).toString("utf8")) as Readonly<
  Record<string, string>
>;

/** The schema that the index points to. */
function schemaOf(name: string): JsonObject | undefined {
  const [kind, version, group] = name.split("/").reverse();
  const crds = packs.get(index[name] ?? "")?.crds ?? [];
  const crd = crds.find((one) => one.kind === kind && one.group === group);
  return crd?.versions.find((one) => one.name === version)?.schema;
}

describe("the packs of custom resources", () => {
  it("have one file for each source and at most 700 KB together", () => {
    const names = files.map((file) => file.replace(/-v?\d+\.\d+\.\d+\.json\.gz$/, ""));
    expect([...names].sort()).toEqual(sources.map(({ name }) => name).sort());
    const total = files.reduce((sum, file) => sum + committed(`${FOLDER}/${file}`).length, 0);
    expect(total).toBeLessThan(700_000);
  });

  it.each(files)("%s names its source and has served versions without prose", (file) => {
    const pack = packs.get(file);
    expect(pack?.source).toMatch(/^\S+ v?\d+\.\d+\.\d+ \(.+\)$/);
    const versions = pack?.crds.flatMap((crd) => crd.versions) ?? [];
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter(({ served }) => !served)).toEqual([]);
    const used = new Set(versions.flatMap(({ schema }) => [...keywords(schema)]));
    expect([...used].filter((keyword) => keyword === "default" || !CRD_KEYWORDS.has(keyword))).toEqual([]);
  });

  it("are found by a sorted index that names every version of every kind", () => {
    const kinds = new Set([...packs.values()].flatMap(kindsOf));
    expect(Object.keys(index)).toEqual([...kinds].sort());
    expect(Object.keys(index).filter((name) => schemaOf(name) === undefined)).toEqual([]);
  });

  it.each([
    ["cilium.io/v2/CiliumNetworkPolicy", ["spec", "endpointSelector", "matchLabels"]],
    ["cilium.io/v2/CiliumLoadBalancerIPPool", ["spec", "blocks", "[]", "start"]],
    ["cilium.io/v2alpha1/CiliumL2AnnouncementPolicy", ["spec", "loadBalancerIPs"]],
    ["gateway.networking.k8s.io/v1/Gateway", ["spec", "listeners", "[]", "tls", "certificateRefs"]],
    ["gateway.networking.k8s.io/v1/TLSRoute", ["spec", "hostnames"]],
    ["source.toolkit.fluxcd.io/v1/GitRepository", ["spec", "url"]],
    ["kustomize.toolkit.fluxcd.io/v1/Kustomization", ["spec", "dependsOn", "[]", "name"]],
    ["helm.toolkit.fluxcd.io/v2/HelmRelease", ["spec", "install", "strategy", "name"]],
    ["notification.toolkit.fluxcd.io/v1beta3/Provider", ["spec", "type"]],
    ["helm.cattle.io/v1/HelmChart", ["spec", "bootstrap"]],
    ["k3s.cattle.io/v1/Addon", ["spec", "source"]],
    ["cert-manager.io/v1/ClusterIssuer", ["spec", "acme", "solvers", "[]", "dns01", "cloudflare"]],
    ["monitoring.coreos.com/v1/ServiceMonitor", ["spec", "endpoints", "[]", "port"]],
    ["longhorn.io/v1beta2/RecurringJob", ["spec", "cron"]],
    ["externaldns.k8s.io/v1alpha1/DNSEndpoint", ["spec", "endpoints"]],
    ["metallb.io/v1beta1/IPAddressPool", ["spec", "addresses"]],
    ["postgresql.cnpg.io/v1/Cluster", ["spec", "instances"]],
    ["argoproj.io/v1alpha1/Application", ["spec", "syncPolicy", "automated", "prune"]],
  ])("know %s", (kind, path) => {
    expect(property(schemaOf(kind), ...path)).toHaveProperty("type");
  });

  it("prefer the standard channel of the Gateway API", () => {
    expect(index["gateway.networking.k8s.io/v1/HTTPRoute"]).toMatch(/^gateway-api-v/);
    expect(index["gateway.networking.k8s.io/v1alpha2/TLSRoute"]).toMatch(/^gateway-api-experimental-v/);
  });

  it("do not require what the API server fills in", () => {
    expect(
      property(schemaOf("gateway.networking.k8s.io/v1/Gateway"), "spec", "listeners", "[]")?.required,
    ).toEqual(["name", "port", "protocol"]);
    // `interval` of a HelmRelease has no default: it stays required.
    expect(property(schemaOf("helm.toolkit.fluxcd.io/v2/HelmRelease"), "spec")?.required).toContain(
      "interval",
    );
  });

  const cached = cachedGoModule(cilium.module, cilium.version);
  it.skipIf(cached === undefined)("are what the script makes (needs Cilium in Go's module cache)", () => {
    const made = sources.find(({ name }) => name === "cilium")?.read();
    expect(JSON.stringify(made?.pack) === packed(`${FOLDER}/cilium-${cilium.version}.json.gz`)).toBe(true);
  });
});

describe("requiredVersion", () => {
  const goMod =
    "module m\n\nrequire (\n\tsigs.k8s.io/gateway-api/conformance v9.9.9\n\tsigs.k8s.io/gateway-api v1.6.1 // here\n)\n";

  it("reads the module itself, not one whose path goes on", () => {
    expect(requiredVersion(goMod, "sigs.k8s.io/gateway-api")).toBe("v1.6.1");
    expect(() => requiredVersion(goMod, "sigs.k8s.io/gateway")).toThrow("does not require");
  });
});
