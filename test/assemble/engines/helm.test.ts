import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compileFiles, compileText } from "../../support/compile.ts";

const HOMELAB = `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: small}
kubernetes: {version: v1.36.3+k3s1}
nodes: [{name: a, role: server, address: 192.168.1.2, memory: 8Gi, disk: 64Gi}]
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}}
observability: {logs: {loki: {}}, collector: {alloy: {}}}
apps: {hello: {image: "traefik/whoami:v1.11.0", port: 8080, env: {GREETING: "{{ .Values.secret }}"}}}
delivery: {helm: {}}
`;

const textsOf = (homelab: string): ReadonlyMap<string, string> =>
  new Map(
    [...(compileText(homelab).compiled?.tree.files ?? [])].map(([path, bytes]) => [
      path,
      new TextDecoder().decode(bytes),
    ]),
  );

describe("the output for Helm alone", () => {
  const files = textsOf(HOMELAB);
  const read = (path: string) => parse(files.get(path) ?? "");

  it("is a chart with real dependencies: exact versions, aliases, conditions", () => {
    const { dependencies } = read("chart/Chart.yaml");
    expect(dependencies.map((one: { alias: string }) => one.alias).sort()).toEqual(["alloy", "loki"]);
    for (const { name, version, repository, alias, condition } of dependencies) {
      expect(version, name).toMatch(/^v?\d+\.\d+\.\d+$/);
      expect(repository, name).toMatch(/^(https|oci):/);
      expect(condition).toBe(`${alias}.enabled`);
    }
  });

  it("has a Chart.lock with Helm's own digest over both lists", () => {
    const { dependencies } = read("chart/Chart.yaml");
    const lock = read("chart/Chart.lock");
    const text = JSON.stringify([dependencies, lock.dependencies]);
    expect(lock.digest).toBe(`sha256:${createHash("sha256").update(text).digest("hex")}`);
    expect(lock.dependencies).toEqual(
      dependencies.map(({ name, version, repository }: Record<string, string>) => ({
        name,
        version,
        repository,
      })),
    );
  });

  it("has the values of each chart below its alias, with the names of a release of its own", () => {
    const values = read("chart/values.yaml");
    expect(values.loki).toMatchObject({ enabled: true, fullnameOverride: "loki", nameOverride: "loki" });
    expect(values.loki.loki.auth_enabled).toBe(false);
  });

  it("holds raw manifests as files that are copied: what looks like a template stays text", () => {
    expect(files.get("chart/manifests/hello/app.yaml")).toContain("{{ .Values.secret }}");
    expect(files.get("chart/templates/manifests/hello.yaml")).not.toContain("secret");
    expect([...files.keys()].filter((path) => /^(manifests|gitops)\//.test(path))).toEqual([]);
  });

  it("keeps namespaces, and says the commands in their order", () => {
    expect(files.get("chart/templates/namespaces.yaml")).toContain("helm.sh/resource-policy: keep");
    const readme = files.get("README.md") ?? "";
    const order = ["helm repo add", "helm dependency build", "helm upgrade --install small"];
    const places = order.map((command) => readme.indexOf(command));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it("lets definitions of kinds stand beside the chart, which are applied before it", () => {
    const withGateway = textsOf(
      HOMELAB.replace(
        "gateway: 192.168.1.1}}",
        "gateway: 192.168.1.1}, cni: {flannel: {}}, gateway: {traefik: {}}}",
      ).replace("delivery:", "dns: {domain: home.example.org}\ndelivery:"),
    );
    const copied = [...withGateway.keys()].filter((path) => path.includes("gateway-api/"));
    expect(copied.every((path) => !path.startsWith("chart/"))).toBe(true);
  });
});

describe("archives in the output", () => {
  const vendored = HOMELAB.replace("{helm: {}}", "{helm: {vendor: true}}");

  it("E_HELM_VENDOR: each that is not at hand is told", () => {
    const { diagnostics, compiled } = compileText(vendored);
    expect(compiled).toBeUndefined();
    expect(
      diagnostics.filter(({ severity }) => severity === "error").map(({ code, path }) => `${code} ${path}`),
    ).toEqual(["E_HELM_VENDOR delivery.helm.vendor", "E_HELM_VENDOR delivery.helm.vendor"]);
  });

  it("are those of the folder of charts, byte for byte, and nothing is to be fetched", () => {
    const { dependencies } = parse(textsOf(HOMELAB).get("chart/Chart.yaml") ?? "");
    const archives = Object.fromEntries(
      dependencies.map(({ name, version }: Record<string, string>) => [
        `charts/${name}-${version}.tgz`,
        new Uint8Array([1, 2, 3]),
      ]),
    );
    const { compiled } = compileFiles({ ...archives, "homelab.yaml": vendored }, "homelab.yaml", {
      charts: "charts",
    });
    for (const path of Object.keys(archives))
      expect(compiled?.tree.files.get(`chart/${path}`)).toEqual(new Uint8Array([1, 2, 3]));
    const readme = new TextDecoder().decode(compiled?.tree.files.get("README.md"));
    expect(readme).not.toContain("helm dependency build");
  });
});
