import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { digests, k8sgen, temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";

const EXAMPLE = readFileSync(join(ROOT, "examples/turing-pi/homelab.yaml"), "utf8");

function lab(text = EXAMPLE): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "homelab.yaml"), text);
  return folder;
}

describe("a broken input ends with 1 and leaves the output as it was", () => {
  const folder = lab();
  it("starts from a good build", () => expect(k8sgen(["build"], folder).code).toBe(0));

  it.each([
    ["unknown key", ["hubble: true", "hubbel: true"], "E_UNKNOWN_KEY homelab.yaml:21:14"],
    ["wrong type", ["replicas: 2", 'replicas: "two"'], "E_TYPE homelab.yaml:30:15"],
    [
      "address outside of the subnet",
      ["192.168.178.33,", "192.168.179.33,"],
      "E_ADDRESS_OUTSIDE homelab.yaml:16:39",
    ],
    ["duplicate node name", ["name: pi3", "name: pi2"], "E_NAME_DUPLICATE homelab.yaml:16:12"],
    ["unknown provider", ["longhorn:\n", "longhorm:\n"], "E_UNKNOWN_PROVIDER homelab.yaml:29:3"],
    ["YAML syntax", ["domain: home.example.org", "domain: [home.example.org"], "E_YAML_SYNTAX homelab.yaml:"],
  ])("%s", (_, [from = "", to = ""], expected) => {
    const before = digests(join(folder, "output"));
    expect(EXAMPLE).toContain(from);
    writeFileSync(join(folder, "homelab.yaml"), EXAMPLE.replace(from, to));
    const { code, stderr, stdout } = k8sgen(["build"], folder);
    expect(code).toBe(1);
    expect(stderr).toContain(`error ${expected}`);
    expect(stderr).toContain("nothing was written");
    expect(stderr).not.toMatch(/\n\s+at .*\.(js|ts):/);
    expect(stdout).toBe("");
    expect(digests(join(folder, "output"))).toEqual(before);
  });

  it("a blueprint whose template is broken", () => {
    const before = digests(join(folder, "output"));
    writeFileSync(join(folder, "homelab.yaml"), `${EXAMPLE}extensions:\n  broken: {}\n`);
    cpSync(join(ROOT, "test/cli/fixtures/broken-blueprint"), join(folder, "blueprints"), { recursive: true });
    const { code, stderr } = k8sgen(["build"], folder);
    expect(code).toBe(1);
    expect(stderr).toContain("E_TEMPLATE_SYNTAX blueprints/extensions/broken/manifests/config.yaml.hbs:5:6");
    expect(digests(join(folder, "output"))).toEqual(before);
  });
});

describe("faults in generated fields are placed at their values lines", () => {
  it("five of them, in one run", () => {
    const folder = temporaryFolder();
    cpSync(join(ROOT, "test/cli/fixtures/five-faults"), folder, { recursive: true });
    const { code, stdout } = k8sgen(["build", "-o", "json"], folder);
    expect(code).toBe(1);
    const found = JSON.parse(stdout).diagnostics.filter(
      ({ severity }: { severity: string }) => severity === "error",
    );
    expect(
      found.map(
        ({ code: name, file, line, path }: Record<string, unknown>) => `${name} ${file}:${line} ${path}`,
      ),
    ).toEqual([
      "E_OBJECT_INVALID homelab.yaml:10 extensions.five.replicas",
      "E_OBJECT_INVALID homelab.yaml:11 extensions.five.port",
      "E_OBJECT_INVALID homelab.yaml:13 extensions.five.pullPolicy",
      "E_OBJECT_INVALID homelab.yaml:14 extensions.five.labels.tier",
      "E_OBJECT_INVALID homelab.yaml:15 extensions.five.strategy.tpye",
    ]);
  });
});

describe("arguments", () => {
  it.each([
    [["build", "--nope"], 1],
    [["build", "-o", "xml"], 1],
    [["biuld"], 1],
    [["build", "-f", "missing.yaml"], 1],
    [["build", "--charts", "missing"], 1],
    [["--help"], 0],
    [["--version"], 0],
  ])("%j ends with %i and no stack trace", (args, expected) => {
    const { code, stdout, stderr } = k8sgen(args, lab());
    expect(code).toBe(expected);
    expect(stdout + stderr).not.toMatch(/\n\s+at .*\.(js|ts):/);
    expect(stdout + stderr).not.toBe("");
  });

  it("files of the user's own in the output folder stay, and one in the way is an error", () => {
    const folder = lab();
    mkdirSync(join(folder, "output/turing-pi/gitops/flux-system"), { recursive: true });
    writeFileSync(join(folder, "output/turing-pi/gitops/flux-system/gotk-sync.yaml"), "mine: true\n");
    expect(k8sgen(["build"], folder).code).toBe(0);
    expect(readFileSync(join(folder, "output/turing-pi/gitops/flux-system/gotk-sync.yaml"), "utf8")).toBe(
      "mine: true\n",
    );
    const other = lab();
    mkdirSync(join(other, "output/turing-pi/chart"), { recursive: true });
    writeFileSync(join(other, "output/turing-pi/chart/values.yaml"), "mine: true\n");
    const { code, stderr } = k8sgen(["build"], other);
    expect(code).toBe(1);
    expect(stderr).toContain("E_OUTPUT_FOREIGN");
  });
});
