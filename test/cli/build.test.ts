import { readFileSync, writeFileSync } from "node:fs";
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

describe("the journey", () => {
  const folder = lab();
  it("builds, says so, and says next time that nothing changed", () => {
    const first = k8sgen(["build"], folder);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/^turing-pi: \d+ files in output\/turing-pi, all new\n/);
    expect(first.stdout).toContain("not rendered, no archive at hand");
    expect(k8sgen(["build"], folder)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^turing-pi: up to date, /),
    });
  });

  it("checks: 0 when current, 2 when stale, with the names of the files", () => {
    expect(k8sgen(["build", "--check"], folder).code).toBe(0);
    writeFileSync(join(folder, "homelab.yaml"), EXAMPLE.replace("retention: 7d", "retention: 8d"));
    const before = digests(folder);
    const stale = k8sgen(["build", "--check"], folder);
    expect(stale.code).toBe(2);
    expect(stale.stderr).toContain("E_OUTPUT_STALE");
    expect(stale.stderr).toContain("chart/values.yaml");
    expect(digests(folder)).toEqual(before);
    expect(k8sgen(["build"], folder).code).toBe(0);
    expect(k8sgen(["build", "--check"], folder).code).toBe(0);
  });

  it("prints one JSON report", () => {
    const { code, stdout } = k8sgen(["build", "-o", "json"], folder);
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(Object.keys(report)).toEqual([
      "ok",
      "name",
      "diagnostics",
      "files",
      "coverage",
      "references",
      "charts",
      "budget",
      "images",
      "podSecurity",
      "releases",
      "stages",
    ]);
    expect(report).toMatchObject({ ok: true, name: "turing-pi", coverage: { skipped: [] } });
    expect(report.coverage.objects).toBe(report.coverage.validated);
    expect(report.coverage.objects).toBeGreaterThan(100);
    expect(report.references.resolved).toBeGreaterThan(200);
    // No chart is at hand here.
    expect(report.references.unproven).toBeGreaterThan(20);
    expect(report.stages.map(({ stage }: { stage: string }) => stage)).toEqual([
      // Built a moment ago.
      "recall",
      "write",
    ]);
  });
});
