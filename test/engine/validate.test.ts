import { describe, expect, it } from "vitest";
import type { Json } from "../../src/values/json.ts";
import { failureOf, judge, places, schemasWith, startEngine } from "./lab.ts";

const session = startEngine().session(0);
const plain = schemasWith();

const one = async (text: string, schemas = plain) => (await judge(session, schemas, text))[0];

const deployment = (spec: string, container = "name: x, image: x") =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  ${spec}\n  selector: {matchLabels: {a: b}}\n  template: {metadata: {labels: {a: b}}, spec: {containers: [{${container}}]}}\n`;

describe("Objects of Kubernetes", () => {
  it("are valid with the source of their schema, and tell whether their kind is namespaced", async () => {
    const verdicts = await judge(
      session,
      plain,
      `${deployment("replicas: 1")}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: system}\n`,
    );
    expect(
      verdicts.map(({ kind, status, namespaced, index }) => ({ kind, status, namespaced, index })),
    ).toEqual([
      { kind: "Deployment", status: "valid", namespaced: true, index: 0 },
      { kind: "Namespace", status: "valid", namespaced: false, index: 1 },
    ]);
    expect(verdicts[0]?.schema).toMatch(/^Kubernetes v1\.36/);
  });

  it.each<[string, string, readonly string[]]>([
    ["an unknown field", deployment("replica: 1"), ["/spec additionalProperties"]],
    [
      "an unknown field deep below",
      deployment("replicas: 1", "name: x, image: x, prot: 1"),
      ["/spec/template/spec/containers/0 additionalProperties"],
    ],
    ["a wrong type", deployment("replicas: '1'"), ["/spec/replicas type"]],
    [
      "a required field that is missing",
      deployment("replicas: 1", "image: x"),
      ["/spec/template/spec/containers/0 required"],
    ],
    [
      "a name that is missing",
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n",
      ["/metadata/name required"],
    ],
    ["several at once", deployment("replicas: a\n  paused: 3"), ["/spec/paused type", "/spec/replicas type"]],
    [
      "a broken date",
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, creationTimestamp: today}\n",
      ["/metadata/creationTimestamp format"],
    ],
  ])("have the fault at its place: %s", async (_, text, expected) => {
    const verdict = await one(text);
    expect([verdict?.status, places(verdict)]).toEqual(["invalid", expected]);
  });

  it("have duplicate keys told, with the line", async () => {
    const verdict = await one(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: one\n  a: two\n",
    );
    expect(places(verdict)).toEqual(["duplicate"]);
    expect(verdict?.faults?.[0]?.message).toMatch(/line 6: key "a" already set/);
  });

  it.each<[string, string]>([
    ["a null", deployment("replicas: null")],
    [
      "a quantity that is a number",
      deployment("replicas: 1", "name: x, image: x, resources: {limits: {cpu: 1, memory: 1.5}}"),
    ],
    [
      "a quantity that is text",
      deployment("replicas: 1", "name: x, image: x, resources: {limits: {cpu: 100m}}"),
    ],
    [
      "a port that is a number",
      deployment("replicas: 1", "name: x, image: x, livenessProbe: {tcpSocket: {port: 80}}"),
    ],
    [
      "a port that is a name",
      deployment("replicas: 1", "name: x, image: x, livenessProbe: {tcpSocket: {port: web}}"),
    ],
  ])("are valid: %s", async (_, text) => {
    expect(await one(text)).toMatchObject({ status: "valid" });
  });

  it("are skipped where no schema has their kind", async () => {
    const verdict = await one(
      "apiVersion: example.org/v1\nkind: Unknown\nmetadata: {name: a}\nspec: {x: 1}\n",
    );
    expect(verdict).toMatchObject({ status: "skipped", kind: "Unknown" });
    expect(verdict).not.toHaveProperty("namespaced");
    expect(verdict).not.toHaveProperty("schema");
  });

  it("are unfolded from Lists", async () => {
    const items = ["a", "b"].map((name) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}`);
    const verdicts = await judge(
      session,
      plain,
      `apiVersion: v1\nkind: List\nitems: [${items.join(", ")}]\n`,
    );
    expect(verdicts.map(({ name, status }) => `${name} ${status}`)).toEqual(["a valid", "b valid"]);
  });

  it("are asked what they want of the nodes", async () => {
    const claim = "{metadata: {name: d}, spec: {storageClassName: s, resources: {requests: {storage: 1Gi}}}}";
    const text = deployment(
      `replicas: 3\n  serviceName: a\n  volumeClaimTemplates: [${claim}]`,
      "name: x, image: x, resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}",
    ).replace("Deployment", "StatefulSet");
    expect((await one(text))?.workload).toEqual({
      copies: 3,
      cpu: 100,
      memory: 64 * 2 ** 20,
      memoryLimit: 128 * 2 ** 20,
      volumes: [{ bytes: 2 ** 30, class: "s", copies: 3 }],
    });
  });
});

describe("Custom resources", () => {
  const properties = (spec: { readonly [name: string]: Json }): Json => ({
    type: "object",
    properties: { spec: { type: "object", ...spec } },
  });

  const crds = schemasWith(
    ...[
      ["Plain", properties({ properties: { a: { type: "string" } } })] as const,
      [
        "Open",
        properties({ "x-kubernetes-preserve-unknown-fields": true, properties: { a: { type: "string" } } }),
      ] as const,
      [
        "Port",
        properties({
          properties: {
            port: { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, { type: "string" }] },
          },
        }),
      ] as const,
      [
        "Embedded",
        properties({
          properties: {
            object: {
              type: "object",
              "x-kubernetes-embedded-resource": true,
              properties: { spec: { type: "object", properties: { a: { type: "string" } } } },
            },
          },
        }),
      ] as const,
      [
        "Defaulted",
        properties({
          required: ["a", "b"],
          properties: { a: { type: "string", default: "x" }, b: { type: "string" } },
        }),
      ] as const,
      [
        "AllDefaulted",
        properties({ required: ["a"], properties: { a: { type: "string", default: "x" } } }),
      ] as const,
      [
        "Labels",
        properties({ properties: { labels: { type: "object", additionalProperties: { type: "string" } } } }),
      ] as const,
    ].map(([kind, schema]) => ({
      group: "example.org",
      kind,
      plural: `${kind.toLowerCase()}s`,
      scope: kind === "Open" ? "Cluster" : "Namespaced",
      versions: [{ name: "v1", schema }],
    })),
  );

  it.each<[string, string, string, readonly string[]]>([
    ["are strict", "Plain", "{b: 1}", ["/spec additionalProperties"]],
    ["are strict in types", "Plain", "{a: 1}", ["/spec/a type"]],
    ["take what they preserve", "Open", "{a: x, b: {c: 1}}", []],
    ["check what they know beside it", "Open", "{a: 1, b: 1}", ["/spec/a type"]],
    ["take numbers for ports", "Port", "{port: 80}", []],
    ["take names for ports", "Port", "{port: web}", []],
    ["take nothing else for ports", "Port", "{port: [80]}", ["/spec/port type"]],
    [
      "hold whole objects",
      "Embedded",
      "{object: {apiVersion: v1, kind: X, metadata: {name: x, labels: {a: b}}, spec: {a: x}}}",
      [],
    ],
    [
      "check the metadata of such",
      "Embedded",
      "{object: {apiVersion: v1, kind: X, metadata: {labels: 1}}}",
      ["/spec/object/metadata/labels type"],
    ],
    [
      "check the fields of such",
      "Embedded",
      "{object: {apiVersion: v1, kind: X, spec: {b: x}}}",
      ["/spec/object/spec additionalProperties"],
    ],
    ["do not require what has a default", "Defaulted", "{b: x}", []],
    ["are read where nothing else is required", "AllDefaulted", "{a: 1}", ["/spec/a type"]],
    ["require the rest", "Defaulted", "{a: x}", ["/spec required"]],
    ["have maps with free keys", "Labels", "{labels: {any: x}}", []],
    ["check the values of those", "Labels", "{labels: {any: 1}}", ["/spec/labels/any type"]],
  ])("%s: %s %s", async (_, kind, spec, expected) => {
    const verdict = await one(
      `apiVersion: example.org/v1\nkind: ${kind}\nmetadata: {name: a}\nspec: ${spec}\n`,
      crds,
    );
    expect(places(verdict)).toEqual(expected);
    expect(verdict).toMatchObject({
      status: expected.length === 0 ? "valid" : "invalid",
      schema: "a test",
      namespaced: kind !== "Open",
    });
  });

  it("have metadata as every object has", async () => {
    const verdict = await one(
      "apiVersion: example.org/v1\nkind: Plain\nmetadata: {name: a, lables: {}}\n",
      crds,
    );
    expect(places(verdict)).toEqual(["/metadata additionalProperties"]);
  });

  it("are known in the versions of their definition only", async () => {
    const verdict = await one("apiVersion: example.org/v2\nkind: Plain\nmetadata: {name: a}\n", crds);
    expect(verdict).toMatchObject({ status: "skipped" });
  });
});

describe("Schemas and texts", () => {
  it("that are broken are failures with the file's name", async () => {
    const answer = await session.validate({ files: [{ name: "x.yaml", text: "a: [\n" }] }, plain);
    expect(failureOf(answer)).toMatchObject({
      code: "yaml",
      file: "x.yaml",
      message: expect.stringContaining("line 1"),
    });
  });

  it.each<[string, readonly Uint8Array[]]>([
    ["no gzip", [Buffer.from("{}")]],
    ["a gzip that is cut off", [plain.packs[0]?.subarray(0, 1000) ?? Buffer.alloc(0)]],
  ])("cannot be registered from %s", async (title, packs) => {
    const answer = await session.validate({ files: [] }, { key: `broken ${title}`, packs });
    expect(failureOf(answer).code).toBe("schemas");
  });
});
