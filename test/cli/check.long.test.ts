import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { XmlDocument } from "libxml2-wasm";
import { describe, expect, it } from "vitest";
import { k8sgen, temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";

const EXAMPLE = readFileSync(join(ROOT, "examples/turing-pi/homelab.yaml"), "utf8");

function lab(text = EXAMPLE): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "homelab.yaml"), text);
  return folder;
}

describe("k8sgen check", () => {
  it("proves what a build proves, and neither writes nor compares", () => {
    const folder = lab();
    const { code, stdout, stderr } = k8sgen(["check"], folder);
    expect(code).toBe(0);
    expect(stderr).not.toContain("error ");
    expect(stdout).toMatch(/^turing-pi: no errors\n {2}checked \d+ objects against their schemas\n/);
    expect(existsSync(join(folder, "output"))).toBe(false);
  });

  it("tells Git hosts the line", () => {
    const folder = lab(EXAMPLE.replace("hubble: true", "hubbel: true"));
    const { code, stdout, stderr } = k8sgen(["check", "-o", "sarif"], folder);
    expect(`${code} ${stderr}`).toBe("1 ");
    const { tool, results } = JSON.parse(stdout).runs[0];
    expect(tool.driver.semanticVersion).toMatch(/^\d+\.\d+\.\d+/);
    const errors = results.filter(({ level }: { level: string }) => level === "error");
    expect(errors).toMatchObject([
      {
        ruleId: "E_UNKNOWN_KEY",
        level: "error",
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "homelab.yaml", uriBaseId: "%SRCROOT%" },
              region: { startLine: 21, startColumn: 14 },
            },
          },
        ],
      },
    ]);
    const people = k8sgen(["check"], folder);
    expect(people.stderr).toMatch(/\n1 error\n$/);
    expect(people.code).toBe(1);
  });

  it("is not what tells staleness: `build --check` is, in the same formats", () => {
    const { code, stdout } = k8sgen(["build", "--check", "-o", "junit"], lab());
    expect(code).toBe(2);
    const document = XmlDocument.fromString(stdout);
    expect(document.find("//failure/@type").map(({ content }) => content)).toEqual(["E_OUTPUT_STALE"]);
    expect(document.find("//testcase[skipped]").length).toBeGreaterThan(10);
    document.dispose();
  });
});
