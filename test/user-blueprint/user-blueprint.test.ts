import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { compileFiles, readText } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";

const FIXTURES = join(ROOT, "test/user-blueprint/fixtures");

const fixture = Object.fromEntries(
  readdirSync(FIXTURES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(FIXTURES.length + 1), readFileSync(path, "utf8")]),
);

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  // biome-ignore lint/suspicious/noExplicitAny: objects of any kind are looked into.
  readonly [key: string]: any;
}

describe("a blueprint in the user's own folder gets what the built-in ones get", () => {
  const { compiled, diagnostics } = compileFiles({
    ...fixture,
    "homelab.yaml": `${readText("examples/turing-pi/homelab.yaml")}extensions:\n  wiki: {}\n`,
  });
  const files = [...(compiled?.tree.files ?? [])].map(
    ([path, bytes]) => [path, new TextDecoder().decode(bytes)] as const,
  );
  const objects: KubernetesObject[] = files
    .filter(([path]) => /^manifests\/.*\.yaml$/.test(path))
    .flatMap(([, text]) => parseAllDocuments(text).map((document) => document.toJS()));
  const find = (kind: string, namespace: string, name = /wiki/) =>
    objects.filter(
      (object) =>
        object.kind === kind && object.metadata.namespace === namespace && name.test(object.metadata.name),
    );

  it("compiles", () => expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]));

  it("a route through the gateway", () => {
    expect(find("HTTPRoute", "wiki")[0]?.spec.hostnames).toEqual(["wiki.home.example.org"]);
  });

  it("login: the provider knows the client", () => {
    const text = files
      .filter(([path]) => path.startsWith("manifests/"))
      .map(([, content]) => content)
      .join("\n");
    expect(text).toContain("https://wiki.home.example.org/login/callback");
  });

  it("policy: denied by default, open for the gateway", () => {
    const policies = find("CiliumNetworkPolicy", "wiki", /./);
    expect(JSON.stringify(policies)).toContain('"ingress"');
    expect(policies.length).toBeGreaterThanOrEqual(2);
  });

  it("monitoring: scraped, and with its alerts", () => {
    expect(find("ServiceMonitor", "wiki")).toHaveLength(1);
    expect(find("PrometheusRule", "wiki")[0]?.spec.groups[0].rules[0].annotations.summary).toBe(
      "The wiki on {{ $labels.instance }} is down",
    );
  });

  it("node packages: on every node", () => {
    for (const node of ["pi1", "pi2", "pi3", "pi4"]) {
      const userData = parse(files.find(([path]) => path === `k3s/${node}/user-data`)?.[1] ?? "");
      expect(userData.packages).toContain("imagemagick");
    }
  });

  it("secrets: told, and not made", () => {
    const readme = files.find(([path]) => path === "README.md")?.[1] ?? "";
    expect(readme).toContain("wiki-oidc");
    expect(objects.filter(({ kind }) => kind === "Secret")).toEqual([]);
  });
});
