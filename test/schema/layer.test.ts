import { describe, expect, it } from "vitest";
import { isSchemaDocument, schemaDocument } from "../../src/schema/document.ts";
import { layerSchema } from "../../src/schema/layer.ts";
import { createValidator, schemaProblem } from "../../src/schema/validator.ts";
import type { Json } from "../../src/values/json.ts";
import { builtIn } from "../support/compile.ts";

const SCHEMA = builtIn().schema;
const faults = (value: Json): readonly string[] =>
  createValidator(layerSchema(SCHEMA))
    .validate(value)
    .faults.map(({ instancePath, keyword }) => `${keyword} ${instancePath}`);

describe("the schema of a layer", () => {
  it("is a schema", () => expect(schemaProblem(layerSchema(SCHEMA))).toBeUndefined());

  it("misses nothing", () => {
    expect(faults({})).toEqual([]);
    expect(faults({ network: { lan: { dhcp: "192.168.1.100-192.168.1.199" }, cni: {} } })).toEqual([]);
    expect(faults({ apps: { notes: { memory: "1Gi" } } })).toEqual([]);
  });

  it("takes null, which takes a key away, and two providers, one of which goes", () => {
    expect(faults({ network: { cni: { cilium: null }, policies: { default: null } }, tls: null })).toEqual(
      [],
    );
  });

  it("wants whole items in lists, which replace those below", () => {
    expect(faults({ nodes: [{ name: "n1" }] })).toEqual([
      "required /nodes/0",
      "required /nodes/0",
      "required /nodes/0",
    ]);
  });

  it("marks what is wrong in any file", () => {
    expect(faults({ network: { lan: { cdir: "192.168.1.0/24" } } })).toEqual([
      "additionalProperties /network/lan",
    ]);
    expect(faults({ metadata: { name: "Not A Name" } })).toEqual(["format /metadata/name"]);
    expect(faults({ network: { policies: { default: "maybe" } } })).toEqual([
      "enum /network/policies/default",
    ]);
  });

  it("counts as current where a file goes by it", () => {
    expect(isSchemaDocument(schemaDocument(layerSchema(SCHEMA)), SCHEMA)).toBe(true);
    expect(isSchemaDocument(schemaDocument({ ...layerSchema(SCHEMA), title: "Old" }), SCHEMA)).toBe(false);
  });
});
