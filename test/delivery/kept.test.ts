import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { ENGINES } from "../../src/assemble/engines/engine.ts";
import { ownsData } from "../../src/assemble/kept.ts";
import { withMark } from "../../src/assemble/manifests.ts";
import { namespacesText } from "../../src/assemble/rendered/layout.ts";
import { getAt, isObject, type JsonObject } from "../../src/values/json.ts";
import { compileText, readText } from "../support/compile.ts";

const object = (apiVersion: string, kind: string, annotations?: JsonObject): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name: "one", ...(annotations === undefined ? {} : { annotations }) },
});

/** What must outlive its component, and what need not. */
const KEPT: readonly (readonly [JsonObject, boolean])[] = [
  [object("apiextensions.k8s.io/v1", "CustomResourceDefinition"), true],
  [object("v1", "Namespace"), true],
  [object("v1", "PersistentVolume"), true],
  [object("v1", "PersistentVolumeClaim"), true],
  [object("storage.k8s.io/v1", "StorageClass"), true],
  [object("postgresql.cnpg.io/v1", "Cluster"), true],
  [object("k8s.mariadb.com/v1alpha1", "MariaDB"), true],
  [object("ceph.rook.io/v1", "CephCluster"), true],
  [object("longhorn.io/v1beta2", "Volume"), true],
  [object("v1", "ConfigMap", { "k8sgen.dev/keep": "true" }), true],
  [object("v1", "ConfigMap", { "k8sgen.dev/keep": "false" }), false],
  [object("management.cattle.io/v3", "Cluster"), false],
  [object("apps/v1", "Deployment"), false],
  [object("v1", "Secret"), false],
];

/** The reference homelab with another engine; only Flux opens encrypted Secrets. */
function homelab(engine: string): string {
  const text = readText("examples/turing-pi/homelab.yaml");
  if (engine === "flux") return text;
  const repository = engine === "k3s" ? "" : "repository: https://git.example.org/me/homelab.git";
  return text
    .replace(/^secrets:\n(?: .*\n)+/m, "")
    .replace(/^delivery:\n(?: .*\n?)+/m, `delivery: {${engine}: {${repository}}}\n`);
}

/** Those whose releases stand for themselves; what one release of all takes along is for `test/verify/one-release`. */
const ENGINES_OF_RELEASES = Object.entries(ENGINES).filter(([, { umbrella }]) => umbrella === undefined);

describe.each(ENGINES_OF_RELEASES)("what owns data stays when it leaves Git: %s", (key, engine) => {
  it.each(KEPT)("%j: %s", (value, keeps) => {
    expect(ownsData(value)).toBe(keeps);
    const marked = withMark(value, engine.noPrune);
    const annotations = getAt(marked, ["metadata", "annotations"]);
    if (keeps) expect(isObject(annotations) ? annotations : {}).toMatchObject({ ...engine.noPrune });
    else expect(marked).toBe(value);
  });

  const { compiled, diagnostics } = compileText(homelab(key));
  const texts = [...(compiled?.tree.files ?? [])].map(
    ([path, bytes]) => [path, new TextDecoder().decode(bytes)] as const,
  );

  it("each object that the reference homelab generates", () => {
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    // What is copied as it is gets its mark from a patch of its folder's kustomization.yaml.
    const patched = texts
      .filter(([path, text]) => path.endsWith("/kustomization.yaml") && text.includes("patches:"))
      .map(([path, text]) => {
        const [patch] = parse(text).patches;
        expect(parse(patch.patch).metadata.annotations).toEqual(engine.noPrune);
        return path.slice(0, path.lastIndexOf("/"));
      });
    const objects = texts
      .filter(([path]) => /^manifests\/.*\.yaml$/.test(path) && !path.endsWith("/kustomization.yaml"))
      .filter(([path]) => !patched.some((folder) => path.startsWith(`${folder}/`)))
      .flatMap(([, text]) => parseAllDocuments(text).map((document) => document.toJS() as JsonObject));
    const kept = objects.filter(ownsData);
    for (const one of kept)
      expect(getAt(one, ["metadata", "annotations"]) ?? {}).toMatchObject({ ...engine.noPrune });
  });

  it("namespaces, as part of the umbrella and as plain objects", () => {
    const template = texts.find(([path]) => path === "chart/templates/namespaces.yaml")?.[1] ?? "";
    expect(template).toContain("helm.sh/resource-policy: keep");
    for (const name of Object.keys(engine.umbrellaNoPrune)) expect(template).toContain(name);
    if (compiled === undefined) throw new Error("the homelab does not compile");
    for (const document of parseAllDocuments(namespacesText(compiled.plan, engine.noPrune)))
      expect(document.toJS().metadata.annotations ?? {}).toMatchObject({ ...engine.noPrune });
  });

  it("what charts bring: by the engine, or by values that say so to Helm and to Argo CD alike", () => {
    const release = engine.template;
    if (key === "flux") {
      const [, patches = ""] = /^ {2}postRenderers:\n([\s\S]*?)^ {2}\{\{/m.exec(release) ?? [];
      const targets = parse(patches)[0].kustomize.patches.map(({ target, patch }: JsonObject) => {
        expect(parse(String(patch)).metadata.annotations).toEqual({ "helm.sh/resource-policy": "keep" });
        return target;
      });
      for (const [{ apiVersion, kind }, keeps] of KEPT.filter(([{ kind }]) => kind !== "ConfigMap")) {
        const [group] = String(apiVersion).split("/").slice(0, -1);
        const target = group === undefined ? { kind } : { group, kind };
        if (keeps) expect(targets).toContainEqual(target);
        else expect(targets).not.toContainEqual(target);
      }
    }
    // Where hooks would remove data and cannot be switched off, the release itself stays.
    else expect(release).toContain("$component.stays");
    const values = parse(texts.find(([path]) => path === "chart/values.yaml")?.[1] ?? "");
    const keep = { "helm.sh/resource-policy": "keep" };
    expect(values.components.nfs.values.storageClass.annotations).toMatchObject(keep);
  });
});
