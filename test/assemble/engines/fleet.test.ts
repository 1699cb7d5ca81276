import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isArray, isObject, type Json, type JsonObject } from "../../../src/values/json.ts";
import { compileText, located } from "../../support/compile.ts";
import { ROOT } from "../../support/root.ts";

const HOMELAB = `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: boards}
kubernetes: {version: v1.36.3+k3s1}
nodes: [{name: pi1, role: server, address: 192.168.178.31, arch: arm64, memory: 8Gi, disk: 128Gi}]
network: {lan: {cidr: 192.168.178.0/24, gateway: 192.168.178.1}}
storage: {longhorn: {backup: {nfs: {server: 192.168.178.5, path: /volume1/longhorn}}}}
tls: {certManager: {issuer: {privateCa: {}}}}
delivery: {fleet: {repository: "https://git.example.org/me/homelab.git", path: clusters/boards}}
`;

const filesOf = (homelab: string): ReadonlyMap<string, string> =>
  new Map(
    [...(compileText(homelab).compiled?.tree.files ?? [])].map(([path, bytes]) => [
      path,
      new TextDecoder().decode(bytes),
    ]),
  );

/** The schema of a Bundle's spec, in which no unknown field is let through. */
function bundleSpec(): JsonObject {
  const pack = JSON.parse(
    gunzipSync(readFileSync(join(ROOT, "schemas/crds/fleet-crd-0.16.1.json.gz"))).toString("utf8"),
  );
  const bundle = pack.crds.find(({ kind }: { kind: string }) => kind === "Bundle");
  return closed(bundle.versions[0].schema.properties.spec) as JsonObject;
}

function closed(schema: Json): Json {
  if (isArray(schema)) return schema.map(closed);
  if (!isObject(schema)) return schema;
  // A key of Kubernetes' own, which Ajv takes beside `type` alone.
  const { nullable: _, ...rest } = schema;
  const below = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, closed(value)]));
  const isOpen =
    !isObject(schema.properties) ||
    schema.additionalProperties !== undefined ||
    schema["x-kubernetes-preserve-unknown-fields"] === true ||
    typeof schema.type !== "string";
  return isOpen ? below : { ...below, additionalProperties: false };
}

describe("the output for Fleet", () => {
  const files = filesOf(HOMELAB);
  const read = (path: string) => parse(files.get(path) ?? "");

  it("has one GitRepo, whose paths follow components that come and go", () => {
    expect([...files.keys()].filter((path) => path.startsWith("gitops/"))).toEqual(["gitops/gitrepo.yaml"]);
    expect(read("gitops/gitrepo.yaml").spec).toEqual({
      repo: "https://git.example.org/me/homelab.git",
      branch: "main",
      pollingInterval: "1m",
      paths: ["clusters/boards/chart", "clusters/boards/manifests/*"],
      correctDrift: { enabled: true },
      targets: [{ clusterSelector: { matchLabels: { "k8sgen.dev/homelab": "boards" } } }],
    });
  });

  it("puts the label that its targets select on the cluster that Fleet registers", () => {
    const { fleet } = read("chart/values.yaml").components;
    expect(fleet.values.bootstrap.clusterLabels).toEqual({ "k8sgen.dev/homelab": "boards" });
    expect(fleet.adopts).toBe(true);
  });

  it("makes each folder of manifests a bundle that waits for what brings its kinds to be applied, not to be ready", () => {
    const folders = new Set(
      [...files.keys()].flatMap((path) => (path.startsWith("manifests/") ? [path.split("/")[1] ?? ""] : [])),
    );
    expect(folders.size).toBeGreaterThan(1);
    for (const name of folders) {
      const bundle = read(`manifests/${name}/fleet.yaml`);
      expect(bundle.name).toBe(`manifests-${name}`);
      const waits = bundle.dependsOn as readonly { name: string; acceptedStates: readonly string[] }[];
      expect(waits.map((one) => one.name)[0]).toBe("umbrella-boards");
      for (const { acceptedStates } of waits) expect(acceptedStates).toContain("NotReady");
    }
    expect(
      read("manifests/cert-manager/fleet.yaml").dependsOn.map((one: { name: string }) => one.name),
    ).toEqual(["umbrella-boards", "cert-manager"]);
  });

  it("writes each fleet.yaml as Fleet reads it: a name, and fields of a Bundle's spec", () => {
    const judge = new Ajv({ strict: false, validateFormats: false }).compile(bundleSpec());
    const bundles = [...files.keys()].filter((path) => /(^|\/)fleet\.ya?ml$/.test(path));
    // Fleet makes a bundle of each folder that holds one, at whatever depth, also of the umbrella's templates.
    expect(bundles.map((path) => path.replace(/^manifests\/[^/]+\//, ""))).toEqual([
      "chart/fleet.yaml",
      ...bundles.slice(1).map(() => "fleet.yaml"),
    ]);
    expect(files.has("chart/templates/fleet.release.yaml")).toBe(true);
    expect(bundles.length).toBeGreaterThan(2);
    for (const path of bundles) {
      const { name, ...spec } = read(path);
      expect(name, path).toMatch(/^[a-z0-9-]{1,53}$/);
      expect(judge(spec) ? [] : judge.errors, path).toEqual([]);
    }
    expect(judge({ helm: { release: "misspelt" } })).toBe(false);
  });

  it("leaves what a chart would remove the data of, and says so", () => {
    expect(read("chart/values.yaml").components.longhorn.stays).toBe(true);
    expect(files.get("README.md")).toContain("**Switch off `longhorn`**");
  });

  it("keeps raw objects that own data, as bundles are releases of Helm", () => {
    expect(files.get("chart/templates/namespaces.yaml")).toContain("helm.sh/resource-policy: keep");
  });

  it("asks for a key where the repository is read over SSH, and knows its host", () => {
    const ssh = filesOf(HOMELAB.replace("https://git.example.org/me", "ssh://git@git.example.org:2222/me"));
    expect(parse(ssh.get("gitops/gitrepo.yaml") ?? "").spec.clientSecretName).toBe("homelab-repository");
    expect(ssh.get("README.md")).toContain("ssh-keyscan -p 2222 git.example.org");
    expect(files.get("README.md")).not.toContain("ssh-keyscan");
  });

  it("E_ENGINE_SECRETS: Fleet does not decrypt", () => {
    const recipient = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    const found = located(compileText(`${HOMELAB}secrets: {sops: {age: ${recipient}}}\n`));
    expect(found.filter((line) => line.startsWith("E_ENGINE"))).toEqual([
      "E_ENGINE_SECRETS 10:17 secrets.sops",
    ]);
  });
});
