import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { lockText } from "../../src/lock/text.ts";
import { tgz } from "../support/archive.ts";
import { temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";
import { run } from "./process.ts";

/** The chart of a blueprint, as it pins it. */
const chartOf = (blueprint: string): { name: string; repository: string; version: string } =>
  parse(readFileSync(join(ROOT, "blueprints", blueprint, "blueprint.yaml"), "utf8")).chart;
const nameOf = (blueprint: string) => `${chartOf(blueprint).name}-${chartOf(blueprint).version}`;
const CNI = nameOf("network/cilium");
const VOLUMES = nameOf("storage/longhorn");

const lockOf = (digest: string): string => {
  const { name, repository, version } = chartOf("network/cilium");
  return lockText([{ component: "cilium", chart: name, repository, version, digest: `sha256:${digest}` }]);
};

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

  it("includes the schemas of charts that are in a folder, and tells which archive is damaged", () => {
    const folder = temporaryFolder();
    const values = { properties: { replicas: { type: "integer" } } };
    writeFileSync(
      join(folder, `${CNI}.tgz`),
      tgz({ "x/Chart.yaml": "name: x\n", "x/values.schema.json": JSON.stringify(values) }),
    );
    writeFileSync(join(folder, `${VOLUMES}.tgz`), "no archive");
    const { code, stdout, stderr } = run(["schema", "--charts", folder], folder);
    expect(code).toBe(0);
    expect(stderr).toContain("warning W_CHART_SCHEMA\n");
    expect(stderr).toContain(VOLUMES);
    const schema = JSON.parse(stdout);
    expect(Object.keys(schema.$defs).filter((name) => name.startsWith("chart:"))).toEqual([`chart:${CNI}`]);
    expect(schema.$defs[`chart:${CNI}`]).toEqual(values);
  });

  it("includes the schemas of charts that the lock names and the cache has", () => {
    const folder = temporaryFolder();
    const archive = tgz({ "x/values.schema.json": '{"properties": {"a": {}}}' });
    const digest = createHash("sha256").update(archive).digest("hex");
    mkdirSync(join(folder, "cache/charts/sha256"), { recursive: true });
    writeFileSync(join(folder, "cache/charts/sha256", `${digest}.tgz`), archive);
    writeFileSync(join(folder, "k8sgen.lock"), lockOf(digest));
    const { code, stdout, stderr } = run(["schema"], folder, {
      env: { K8SGEN_CACHE: join(folder, "cache") },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout).$defs[`chart:${CNI}`]).toEqual({ properties: { a: {} } });
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
