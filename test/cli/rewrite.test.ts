import { lstatSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HOMELAB } from "../load/texts.ts";
import { temporaryFolder } from "../support/cli.ts";
import { lab, run } from "./process.ts";

const text = (folder: string, name = "homelab.yaml") => readFileSync(join(folder, name), "utf8");
const LOOSE = "# mine\nnodes:   []\nkind:  'Homelab' # h\n";
const TIDY = '# mine\nkind: "Homelab" # h\nnodes: []\n';

describe("k8sgen fmt", () => {
  it("rewrites the file, and has nothing to do then", () => {
    const folder = lab(LOOSE);
    expect(run(["fmt"], folder)).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(text(folder)).toBe(TIDY);
    expect(run(["fmt", "--check"], folder)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("only tells with --check, and exits with 2", () => {
    const folder = lab(LOOSE);
    const { code, stderr } = run(["fmt", "--check"], folder);
    expect(code).toBe(2);
    expect(stderr).toContain("error E_FORMAT ");
    expect(stderr).toContain("homelab.yaml:2:1");
    expect(text(folder)).toBe(LOOSE);
  });

  it("writes what a link leads to", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "real.yaml"), LOOSE);
    symlinkSync("real.yaml", join(folder, "homelab.yaml"));
    expect(run(["fmt"], folder).code).toBe(0);
    expect(text(folder, "real.yaml")).toBe(TIDY);
    expect(lstatSync(join(folder, "homelab.yaml")).isSymbolicLink()).toBe(true);
  });

  it.each([
    ["a file that is not there", undefined, "E_FILE_MISSING"],
    ["a file that is no YAML", "kind: [\n", "E_YAML_SYNTAX"],
  ])("tells of %s", (_, content, code) => {
    const folder = content === undefined ? temporaryFolder() : lab(content);
    const ended = run(["fmt"], folder);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(`error ${code} `);
  });
});

describe("k8sgen migrate", () => {
  it("leaves a current file as it is, and says so", () => {
    const folder = lab();
    expect(run(["migrate"], folder)).toEqual({
      code: 0,
      stdout: "homelab.yaml is of the current version, k8sgen.dev/v1\n",
      stderr: "",
    });
    expect(text(folder)).toBe(HOMELAB);
  });

  it.each([
    ["k8sgen.dev/v2", "E_VERSION_NEWER"],
    ["k8sgen.dev/v0", "E_VERSION_UNKNOWN"],
  ])("refuses %s", (version, code) => {
    const before = HOMELAB.replace("k8sgen.dev/v1", version);
    const folder = lab(before);
    const ended = run(["migrate"], folder);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(`error ${code} `);
    expect(text(folder)).toBe(before);
  });
});
