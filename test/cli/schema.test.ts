import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";
import { run } from "./process.ts";

describe("k8sgen schema", () => {
  it("prints the one schema that k8sgen has without blueprints of the user's own", () => {
    const { code, stdout, stderr } = run(["schema"], temporaryFolder());
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { $id: _id, ...own } = JSON.parse(readFileSync(join(ROOT, "schemas/values.schema.json"), "utf8"));
    expect(JSON.parse(stdout)).toEqual(own);
  });

  it("writes a file, also over an older one, with the user's own blueprints", () => {
    const folder = temporaryFolder();
    cpSync(join(ROOT, "test/user-blueprint/fixtures/blueprints"), join(folder, "blueprints"), {
      recursive: true,
    });
    writeFileSync(join(folder, "s.json"), "old");
    for (const output of ["s.json", "./s.json", join(folder, "s.json")])
      expect(run(["schema", "--output", output], folder)).toEqual({ code: 0, stdout: "", stderr: "" });
    const schema = JSON.parse(readFileSync(join(folder, "s.json"), "utf8"));
    expect(schema.properties.extensions.properties.wiki.type).toBe("object");
  });

  it("leaves the file as it is where a blueprint is broken", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "blueprints/extensions/broken"), { recursive: true });
    writeFileSync(join(folder, "blueprints/extensions/broken/blueprint.yaml"), "kind: [\n");
    writeFileSync(join(folder, "s.json"), "old");
    const { code, stderr } = run(["schema", "--output", "s.json"], folder);
    expect(code).toBe(1);
    expect(stderr).toContain("E_YAML_SYNTAX");
    expect(readFileSync(join(folder, "s.json"), "utf8")).toBe("old");
  });

  it("tells where a file cannot be written", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "s.json"));
    const { code, stderr } = run(["schema", "--output", "s.json"], folder);
    expect(code).toBe(1);
    expect(stderr).toContain("E_OUTPUT_WRITE");
  });
});
