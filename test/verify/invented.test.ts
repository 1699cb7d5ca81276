import { describe, expect, it } from "vitest";
import type { RenderedObject } from "../../src/engine/protocol.ts";
import { inventedFields, takingValues } from "../../src/verify/invented.ts";
import { archive } from "./lab.ts";

const object = (name: string, content: RenderedObject["content"] = null): RenderedObject => ({
  source: "a.yaml",
  index: 0,
  role: "object",
  apiVersion: "v1",
  kind: "Secret",
  namespace: "one",
  name,
  content,
});

describe("what a chart invents", () => {
  it("is named by object and field, without what it holds", () => {
    const render = (secret: string) => [
      object("same", { data: { a: "b" } }),
      object("s", { data: { password: secret, user: "x" }, list: [{ a: 1 }, { a: secret }] }),
    ];
    expect(inventedFields(render("hunter1"), render("hunter2"))).toEqual([
      "Secret one/s data.password",
      "Secret one/s list[1].a",
    ]);
  });

  it("may be a whole object, or a list of another length", () => {
    expect(inventedFields([object("a-x1")], [object("a-y2")])).toEqual(["Secret one/a-x1"]);
    expect(inventedFields([object("a")], [])).toEqual(["Secret one/a"]);
    expect(inventedFields([object("a", { l: [1] })], [object("a", { l: [1, 2] })])).toEqual([
      "Secret one/a l",
    ]);
  });

  it("is told in a few lines", () => {
    const many = (text: string) => [
      object("s", { data: Object.fromEntries([..."abcdefgh"].map((key) => [key, text])) }),
    ];
    expect(inventedFields(many("1"), many("2"))).toHaveLength(4);
  });
});

describe("values that may stop a chart from inventing", () => {
  it("are those whose names say so", () => {
    const values =
      "auth:\n  existingSecret: ''\n  password: ''\ntls:\n  certManager: {enabled: false}\n  key: x\n";
    expect(takingValues(archive("one", { "values.yaml": values }))).toEqual([
      "auth.existingSecret",
      "tls.certManager",
    ]);
  });

  it.each([
    ["without values", {}],
    ["with values that are no YAML", { "values.yaml": "a: [\n" }],
    ["with values that are a list", { "values.yaml": "- a\n" }],
  ])("are none in a chart %s", (_, files) => expect(takingValues(archive("one", files))).toEqual([]));
});
