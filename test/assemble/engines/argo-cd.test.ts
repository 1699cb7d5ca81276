import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { labsEntry } from "../../../src/assemble/engines/argo-cd/labs.ts";
import { wavesOf } from "../../../src/assemble/engines/argo-cd/waves.ts";
import { getAt, type Json } from "../../../src/values/json.ts";
import { toYamlDocuments } from "../../../src/values/yaml.ts";
import { compileFiles, compileText, located } from "../../support/compile.ts";

const HOMELAB = `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: boards}
kubernetes: {version: v1.36.3+k3s1}
nodes:
  - {name: pi1, role: server, address: 192.168.178.31, arch: arm64, memory: 8Gi, disk: 128Gi}
  - {name: pi2, address: 192.168.178.32, arch: arm64, memory: 8Gi, disk: 128Gi}
network:
  lan: {cidr: 192.168.178.0/24, gateway: 192.168.178.1}
storage: {longhorn: {}}
observability: {metrics: {prometheus: {}}}
delivery: {argoCd: {repository: "https://git.example.org/me/homelab.git", path: clusters/boards}}
`;

const RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

function filesOf(homelab: string): ReadonlyMap<string, Json> {
  const { compiled } = compileText(homelab);
  return new Map(
    [...(compiled?.tree.files ?? [])]
      .filter(([path]) => path.endsWith(".yaml") && !path.startsWith("chart/templates/"))
      .map(([path, bytes]) => [path, parse(new TextDecoder().decode(bytes).split("\n---")[0] ?? "")]),
  );
}

const readmeOf = (homelab: string): string =>
  new TextDecoder().decode(compileText(homelab).compiled?.tree.files.get("README.md"));

describe("the output for Argo CD", () => {
  const files = filesOf(HOMELAB);

  it("has an Application for itself, one for the umbrella, and one for each folder of manifests", () => {
    const entry = [...files].filter(([path]) => path.startsWith("gitops/"));
    const folders = new Set(
      [...files.keys()].flatMap((path) => (path.startsWith("manifests/") ? [path.split("/")[1]] : [])),
    );
    expect(entry.map(([path]) => path)).toEqual([
      "gitops/gitops.yaml",
      ...[...folders].sort().map((name) => `gitops/manifests-${name}.yaml`),
      "gitops/project.yaml",
      "gitops/umbrella.yaml",
    ]);
    for (const [path, content] of entry.filter(([name]) => name !== "gitops/project.yaml")) {
      expect(getAt(content, ["spec", "project"]), path).toBe("boards");
      expect(getAt(content, ["spec", "source", "path"]), path).toMatch(/^clusters\/boards\//);
    }
  });

  it("has one owner for each file of the entry, where another Argo CD leads to it", () => {
    const led = filesOf(HOMELAB.replace("path: clusters/boards", "path: clusters/boards, led: true"));
    const [project, application] = parseAllDocuments(
      toYamlDocuments(
        labsEntry([
          {
            name: "boards",
            repository: "https://git.example.org/me/homelab.git",
            branch: "main",
            path: "clusters/boards",
          },
        ]),
      ),
    ).map((document) => document.toJS() as Json);
    expect(getAt(project, ["kind"])).toBe("AppProject");
    const delivered = getAt(application, ["spec", "template", "spec", "source", "directory", "include"]);
    const left = getAt(led.get("gitops/gitops.yaml"), ["spec", "source", "directory", "exclude"]);
    expect(left).toBe(delivered);
    for (const name of String(left).slice(1, -1).split(",")) {
      const annotations = getAt(led.get(`gitops/${name}`), ["metadata", "annotations"]);
      // What the lab's own Argo CD delivered before it was led is not pruned by it.
      expect(annotations).toMatchObject({ "argocd.argoproj.io/sync-options": "Prune=false" });
    }
    expect(getAt(files.get("gitops/gitops.yaml"), ["spec", "source", "directory"])).toBeUndefined();
    const readme = readmeOf(HOMELAB.replace("path: clusters/boards", "path: clusters/boards, led: true"));
    expect(readme).not.toContain("--filename clusters/boards/gitops/");
    expect(readme).toContain("--label k8sgen.dev/lab=boards");
  });

  it("lets its Applications take from the plan's repositories and write to what is not Kubernetes' own", () => {
    const project = files.get("gitops/project.yaml") ?? null;
    expect(getAt(project, ["spec", "sourceRepos"])).toEqual([
      "https://argoproj.github.io/argo-helm",
      "https://charts.longhorn.io",
      "https://git.example.org/me/homelab.git",
      "https://prometheus-community.github.io/helm-charts",
    ]);
    const destinations = getAt(project, ["spec", "destinations"]);
    expect(destinations).toEqual(
      ["*", "!kube-node-lease", "!kube-public"].map((namespace) => ({
        server: "https://kubernetes.default.svc",
        namespace,
      })),
    );
  });

  it("keeps CRDs and namespaces when they leave Git", () => {
    const text = new TextDecoder().decode(
      compileText(HOMELAB).compiled?.tree.files.get("chart/templates/namespaces.yaml"),
    );
    expect(text).toContain(
      "    argocd.argoproj.io/compare-options: IgnoreExtraneous\n    argocd.argoproj.io/sync-options: Prune=false,Delete=false\n",
    );
  });

  it("installs Argo CD by K3s, without the login that comes later", () => {
    const [path = ""] = [...files.keys()].filter((name) => name.endsWith("80-argo-cd.yaml"));
    expect(getAt(files.get(path) ?? null, ["spec", "createNamespace"])).toBe(true);
    expect(String(getAt(files.get(path) ?? null, ["spec", "valuesContent"]))).not.toContain("oidc");
  });

  it("says how to switch off what would take its data along", () => {
    const readme = new TextDecoder().decode(compileText(HOMELAB).compiled?.tree.files.get("README.md"));
    expect(readme).toContain("**Switch off `longhorn`**");
    expect(getAt(files.get("chart/values.yaml") ?? null, ["components", "longhorn", "stays"])).toBe(true);
  });
});

describe("sync waves", () => {
  it("put each release after those that it waits for, and what nobody waits for into the last one", () => {
    const plan = compileText(HOMELAB).compiled?.plan;
    if (plan === undefined) throw new Error("the homelab has faults");
    const waves = wavesOf(plan);
    for (const [name, wave] of waves)
      for (const other of plan.dependsOn.get(name) ?? [])
        if (waves.has(other)) expect(waves.get(other), `${other} before ${name}`).toBeLessThan(wave);
    const last = Math.max(...waves.values());
    const awaited = new Set([...plan.dependsOn.values()].flat());
    expect([...waves].filter(([name]) => !awaited.has(name)).map(([, wave]) => wave)).toEqual(
      [...waves].filter(([name]) => !awaited.has(name)).map(() => last),
    );
    expect(last).toBeGreaterThan(1);
  });
});

describe("what an engine cannot do", () => {
  it("E_ENGINE_SECRETS: Argo CD does not decrypt", () => {
    const found = located(compileText(`${HOMELAB}secrets: {sops: {age: ${RECIPIENT}}}\n`));
    expect(found.filter((line) => line.startsWith("E_ENGINE"))).toEqual([
      "E_ENGINE_SECRETS 13:17 secrets.sops",
    ]);
  });

  it("E_RENDERED_ENGINE: Helm alone takes releases", () => {
    const homelab = HOMELAB.replace(/^delivery: .*$/m, "delivery: {helm: {}, rendered: true}");
    const found = located(compileText(homelab));
    expect(found.filter((line) => line.startsWith("E_"))).toEqual([
      "E_RENDERED_ENGINE 12:32 delivery.rendered",
    ]);
  });

  it("E_ENGINE_UNKNOWN: a blueprint of the user's is a component, but no engine", () => {
    const blueprint = {
      "blueprints/delivery/carrier/blueprint.yaml":
        "apiVersion: k8sgen.dev/v1\nkind: Blueprint\nmetadata: {name: carrier, title: Carrier, description: Carries.}\nslots: [{path: delivery.carrier}]\n",
      "blueprints/delivery/carrier/schema.json":
        '{"title": "Carrier", "description": "Carries.", "type": "object", "additionalProperties": false, "properties": {}}',
    };
    const homelab = HOMELAB.replace(/^delivery: .*$/m, "delivery: {carrier: {}}");
    const found = located(compileFiles({ ...blueprint, "homelab.yaml": homelab }));
    expect(found.filter((line) => line.startsWith("E_"))).toEqual([
      "E_ENGINE_UNKNOWN 12:21 delivery.carrier",
    ]);
  });
});
