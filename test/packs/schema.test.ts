import { describe, expect, it } from "vitest";
import { crdPack, kindsOf } from "../../scripts/pack/lib/crd-pack.ts";
import type { JsonObject } from "../../scripts/pack/lib/json.ts";
import { installable } from "../../scripts/pack/lib/manifest.ts";
import { CRD_KEYWORDS, withKeywords, withoutDefaults } from "../../scripts/pack/lib/schema.ts";

const schema: JsonObject = {
  type: "object",
  description: "prose",
  required: ["description", "mode"],
  properties: {
    description: { type: "string", description: "prose", "x-kubernetes-validations": [{ rule: "true" }] },
    mode: { type: "string", default: "fast", enum: ["fast", "slow"], title: "prose" },
    list: {
      type: "array",
      items: { type: "object", required: ["a"], properties: { a: { type: "integer", default: 1 } } },
    },
    either: {
      oneOf: [{ type: "string", example: "prose" }, { not: { type: "null", description: "prose" } }],
    },
  },
};

const crd: JsonObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "things.example.org", creationTimestamp: null },
  spec: {
    group: "example.org",
    names: { kind: "Thing", plural: "things" },
    scope: "Namespaced",
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: schema },
        additionalPrinterColumns: [{ name: "Mode", description: "prose" }],
      },
      { name: "v1alpha1", served: false, storage: false, schema: { openAPIV3Schema: schema } },
    ],
  },
  status: { conditions: null },
};

describe("a packed schema", () => {
  it("has no prose, but keeps properties that are called like prose", () => {
    expect(withKeywords(schema, (keyword) => CRD_KEYWORDS.has(keyword))).toEqual({
      type: "object",
      required: ["description", "mode"],
      properties: {
        description: { type: "string" },
        mode: { type: "string", default: "fast", enum: ["fast", "slow"] },
        list: {
          type: "array",
          items: { type: "object", required: ["a"], properties: { a: { type: "integer", default: 1 } } },
        },
        either: { oneOf: [{ type: "string" }, { not: { type: "null" } }] },
      },
    });
  });

  it("does not require what the API server fills in", () => {
    const result = withoutDefaults(schema);
    expect(result.required).toEqual(["description"]);
    expect(result.properties).toMatchObject({
      mode: { enum: ["fast", "slow"] },
      list: { items: { type: "object" } },
    });
    expect(JSON.stringify(result)).not.toMatch(/"default"|"required":\["a"\]/);
  });
});

describe("a pack of custom resources", () => {
  it("holds the served versions alone", () => {
    const pack = crdPack("here", [{ kind: "ConfigMap" }, crd]);
    expect(kindsOf(pack)).toEqual(["example.org/v1/Thing"]);
    expect(pack.crds[0]).toMatchObject({
      group: "example.org",
      kind: "Thing",
      plural: "things",
      scope: "Namespaced",
    });
    expect(Object.keys(pack.crds[0]?.versions[0] ?? {})).toEqual(["name", "served", "storage", "schema"]);
  });

  it("is refused where there is nothing to pack, or no schema", () => {
    expect(() => crdPack("here", [{ kind: "ConfigMap" }])).toThrow("here: no CustomResourceDefinition");
    const bare = {
      kind: "CustomResourceDefinition",
      spec: {
        group: "g",
        scope: "Cluster",
        names: { kind: "K", plural: "ks" },
        versions: [{ name: "v1", served: true }],
      },
    };
    expect(() => crdPack("here", [bare])).toThrow("schema.openAPIV3Schema");
  });
});

describe("a definition to install", () => {
  it("keeps rules and unserved versions and loses descriptions, status and nulls", () => {
    const result = installable(crd);
    expect(result.status).toBeUndefined();
    expect(result.metadata).toEqual({ name: "things.example.org" });
    const text = JSON.stringify(result);
    expect(text).not.toContain('"description":"prose"');
    expect(text).toContain("x-kubernetes-validations");
    expect(text).toContain("v1alpha1");
  });
});
