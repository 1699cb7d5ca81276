import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CODES } from "../../src/diagnostics/codes.ts";
import { temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";
import { run } from "./process.ts";

const empty = temporaryFolder();
const explain = (what: string, folder = empty) => run(["explain", what], folder);
const json = (what: string, folder = empty) =>
  JSON.parse(run(["explain", what, "-o", "json"], folder).stdout).explanation;

describe("k8sgen explain", () => {
  it("prints a code's title and text, however it is written", () => {
    const { severity, title, explanation } = CODES.E_UNKNOWN_KEY;
    const told = `E_UNKNOWN_KEY (${severity}): ${title}\n\n${explanation}\n`;
    expect(explain("E_UNKNOWN_KEY")).toEqual({ code: 0, stdout: told, stderr: "" });
    expect(explain("e_unknown_key").stdout).toBe(told);
    expect(json("E_UNKNOWN_KEY")).toEqual({
      kind: "code",
      code: "E_UNKNOWN_KEY",
      severity,
      title,
      explanation,
    });
  });

  it("prints what a key is, its type, its default, its values, examples and keys", () => {
    const { code, stdout } = explain("network.loadBalancer");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^network\.loadBalancer: Load balancer\n/);
    expect(stdout).toMatch(/\n {2}cilium {2,}\S/);
    expect(explain("kubernetes.podCidr").stdout).toMatch(/\ndefault: +10\.42\.0\.0\/16\n/);
    expect(explain("network.lan.cidr").stdout).toMatch(/\nexample: +192\.168\.178\.0\/24\n/);
    expect(explain("metadata.name").stdout).toMatch(/\nlimit: +at most 40 characters\n/);
    expect(json("nodes[].role")).toMatchObject({
      default: "agent",
      values: [{ value: "server" }, { value: "agent" }],
    });
  });

  it("prints the keys of the whole file where none is named", () => {
    const { code, stdout } = run(["explain"], empty);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\n {2}delivery +\S/);
  });

  it.each([
    ["nodes.address", "nodes[].address"],
    ["nodes[0].address", "nodes[].address"],
    ["nodes.0.address", "nodes[].address"],
    ["nodes[].labels", "nodes[].labels"],
    ["apps.*.image", "apps.*.image"],
    ["apps.blog.image", "apps.*.image"],
    [
      "tls.certManager.issuer.letsencrypt.solver.dns01.rfc2136",
      "tls.certManager.issuer.letsencrypt.solver.dns01.rfc2136",
    ],
  ])("finds %s", (text, path) => expect(json(text)).toMatchObject({ path }));

  it("names the blueprint that brings a key", () => {
    expect(json("storage.longhorn.replicas").blueprint).toMatchObject({ name: "longhorn" });
    expect(json("network.lan").blueprint).toBeUndefined();
  });

  it("knows the user's own blueprints", () => {
    const folder = temporaryFolder();
    cpSync(join(ROOT, "test/user-blueprint/fixtures/blueprints"), join(folder, "blueprints"), {
      recursive: true,
    });
    const found = json("extensions.wiki", folder);
    expect(found.blueprint).toMatchObject({ name: "wiki", folder: "blueprints/extensions/wiki" });
    expect(json("extensions", folder).keys.map(({ name }: { name: string }) => name)).toContain("wiki");
  });

  it("explains beside a blueprint that is broken, and tells its fault", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "blueprints/extensions/broken"), { recursive: true });
    writeFileSync(join(folder, "blueprints/extensions/broken/blueprint.yaml"), "kind: [\n");
    const { code, stdout, stderr } = explain("network.lan.cidr", folder);
    expect(stdout).toMatch(/^network\.lan\.cidr: CIDR\n/);
    expect(stderr).toContain("E_YAML_SYNTAX");
    expect(code).toBe(1);
  });

  it.each([
    ["E_UNKNOWN_KY", "`E_UNKNOWN_KEY`"],
    ["network.lan.cird", "`network.lan.cidr`"],
    ["nodes.adress", "`nodes[].address`"],
    ["loadBalancer", "`network.loadBalancer`"],
    ["storage.longhron.replicas", "`storage.longhorn`"],
    ["network..lan", "`network.lan.cidr`"],
  ])("%s is a fault with a hint: %s", (text, hint) => {
    const { code, stdout, stderr } = explain(text);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("E_EXPLAIN_UNKNOWN");
    expect(stderr.split("hint:")[1]).toContain(hint);
  });

  it.each(["constructor", "__proto__", "nodes.toString", "[", "a".repeat(20_000), 'apps["x\\'])(
    "%s is no key",
    (text) => {
      const { code, stderr } = explain(text);
      expect(code).toBe(1);
      expect(stderr).toContain("E_EXPLAIN_UNKNOWN");
    },
  );
});
