import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { crdPack, kindsOf } from "../../scripts/pack/lib/crd-pack.ts";
import { type JsonObject, listAt, objectAt, stringAt } from "../../scripts/pack/lib/json.ts";
import { committed, keywords } from "./packs.ts";

const text = committed("blueprints/network/gateway-api/manifests/crds.yaml").toString("utf8");
const objects = parseAllDocuments(text).map((document) => document.toJS() as JsonObject);
const crds = objects.filter(({ kind }) => kind === "CustomResourceDefinition");

describe("the Gateway API to install", () => {
  it.each([
    "GatewayClass",
    "Gateway",
    "HTTPRoute",
    "GRPCRoute",
    "TLSRoute",
    "ReferenceGrant",
    "BackendTLSPolicy",
  ])("has v1 of %s, which Cilium's operator requires", (kind) => {
    expect(kindsOf(crdPack("manifest", objects))).toContain(`gateway.networking.k8s.io/v1/${kind}`);
  });

  it("is of one version and of the standard channel, which the API server's policy compares", () => {
    const marks = objects.map((object) => {
      const annotations = objectAt(object, "metadata", "annotations");
      return `${annotations["gateway.networking.k8s.io/bundle-version"]} ${annotations["gateway.networking.k8s.io/channel"]}`;
    });
    expect([...new Set(marks)]).toEqual(["v1.6.1 standard"]);
  });

  it("has the policy against downgrades", () => {
    const others = objects.filter((object) => !crds.includes(object)).map(({ kind }) => kind);
    expect(others).toEqual(["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"]);
  });

  it("keeps the rules with their messages and loses the descriptions", () => {
    const schemas = crds.flatMap((crd) =>
      listAt(crd, "spec", "versions").map((one) => objectAt(one, "schema", "openAPIV3Schema")),
    );
    const used = new Set(schemas.flatMap((schema) => [...keywords(schema)]));
    expect(used.has("description")).toBe(false);
    expect(used.has("default")).toBe(true);
    expect(used.has("x-kubernetes-validations")).toBe(true);
    const rules = text.match(/\brule: /g)?.length ?? 0;
    expect(rules).toBeGreaterThan(200);
    expect(text.match(/\bmessage: /g)?.length).toBeGreaterThan(rules);
  });

  it("reads the same to a YAML 1.1 parser", () => {
    const old = parseAllDocuments(text, { version: "1.1" }).map((document) => document.toJS() as JsonObject);
    expect(JSON.stringify(old) === JSON.stringify(objects)).toBe(true);
    expect(stringAt(objects[0] ?? {}, "apiVersion")).toBe("apiextensions.k8s.io/v1");
  });
});
