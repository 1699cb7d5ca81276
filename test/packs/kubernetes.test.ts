import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cachedGoModule } from "../../scripts/pack/lib/go.ts";
import { isObject, type Json } from "../../scripts/pack/lib/json.ts";
import { type KubernetesPack, kubernetesPack } from "../../scripts/pack/lib/kubernetes-pack.ts";
import { KUBERNETES_KEYWORDS } from "../../scripts/pack/lib/schema.ts";
import { kubernetes } from "../../scripts/pack/lib/versions.ts";
import { committed, keywords, packed, property } from "./packs.ts";

const pathOf = (version: string): string =>
  `schemas/kubernetes/${version.split(".").slice(0, 2).join(".")}.json.gz`;

describe.each(kubernetes)("the pack of Kubernetes %s", (version) => {
  const text = packed(pathOf(version));
  const pack = JSON.parse(text) as KubernetesPack;

  it("is of that version and has at most 60 KB", () => {
    expect(pack.kubernetes).toBe(version);
    expect(committed(pathOf(version)).length).toBeLessThan(60_000);
  });

  it("has no keyword but those a structural check reads", () => {
    const used = Object.values(pack.definitions).flatMap((schema) => [
      ...(isObject(schema) ? keywords(schema) : []),
    ]);
    expect([...new Set(used)].filter((keyword) => !KUBERNETES_KEYWORDS.has(keyword))).toEqual([]);
    expect(used).toContain("required");
  });

  it("resolves every reference within itself", () => {
    const references = [...text.matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map(([, name]) => name ?? "");
    expect(references.length).toBeGreaterThan(1000);
    expect(references.filter((name) => !(name in pack.definitions))).toEqual([]);
  });

  it("has a definition for every kind that is served, named by its group, version and kind", () => {
    const defined = Object.values(pack.definitions).flatMap((schema) => {
      const kinds = isObject(schema) ? schema["x-kubernetes-group-version-kind"] : undefined;
      return Array.isArray(kinds) ? kinds.map((kind: Json) => Object.values(kind as object).join(" ")) : [];
    });
    const missing = pack.kinds.filter((name) => {
      const [kind, apiVersion, group = ""] = name.split("/").reverse();
      return !defined.includes([group, kind, apiVersion].join(" "));
    });
    expect(missing).toEqual([]);
  });

  it("knows what is served by default, and which of it lives in a namespace", () => {
    expect(pack.apiVersions).toEqual(
      expect.arrayContaining(["v1", "apps/v1", "apiextensions.k8s.io/v1", "networking.k8s.io/v1"]),
    );
    expect(pack.apiVersions.filter((name) => /alpha|beta/.test(name))).toEqual([]);
    expect(pack.kinds).toEqual(
      expect.arrayContaining(["v1/Pod", "apps/v1/Deployment", "apiregistration.k8s.io/v1/APIService"]),
    );
    expect(pack.namespaced).toMatchObject({
      "apps/v1/Deployment": true,
      "v1/Pod": true,
      "v1/Event": true,
      "v1/Namespace": false,
      "v1/PersistentVolume": false,
      "rbac.authorization.k8s.io/v1/ClusterRole": false,
      "apiextensions.k8s.io/v1/CustomResourceDefinition": false,
    });
    expect(pack.kinds.filter((kind) => !(kind in pack.namespaced))).toEqual([]);
  });

  it("has the fields of a container", () => {
    const container = pack.definitions["io.k8s.api.core.v1.Container"];
    expect(isObject(container) && container.required).toEqual(["name"]);
    expect(isObject(container) && property(container, "image")).toEqual({ type: "string" });
    expect(pack.definitions["io.k8s.apimachinery.pkg.util.intstr.IntOrString"]).toEqual({
      format: "int-or-string",
      type: "string",
    });
  });

  const folder = cachedGoModule("k8s.io/kubernetes", version);
  it.skipIf(folder === undefined)(
    "is what the script makes (needs k8s.io/kubernetes in Go's module cache)",
    () => {
      const read = (path: string): string => readFileSync(join(folder ?? "", path), "utf8");
      const swagger = JSON.parse(read("api/openapi-spec/swagger.json")) as Json;
      expect(
        JSON.stringify(kubernetesPack(version, swagger, read("pkg/controlplane/instance.go"))) === text,
      ).toBe(true);
    },
  );
});

describe("kubernetesPack", () => {
  it("refuses a release that serves preview versions by default", () => {
    const source = "stableAPIGroupVersionsEnabledByDefault = 1\nlegacyBetaEnabledByDefaultResources = 2";
    expect(() => kubernetesPack("v1.0.0", { paths: {}, definitions: {} }, source)).toThrow(
      "serves more than stable versions",
    );
  });
});
