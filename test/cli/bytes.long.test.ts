import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { digests, k8sgen, temporaryFolder } from "../support/cli.ts";
import { CHARTS, ROOT } from "../support/root.ts";

const EXAMPLE = readFileSync(join(ROOT, "examples/turing-pi/homelab.yaml"), "utf8");
const COMMITTED = digests(join(ROOT, "output/turing-pi"));

function lab(text = EXAMPLE): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "homelab.yaml"), text);
  return folder;
}

describe("the bytes are a function of the input", () => {
  const cases: [string, string[], Record<string, string>][] = [
    ["nothing else", [], {}],
    ["another output folder", ["--output-dir", "else/where"], {}],
    [
      "another time zone and locale",
      [],
      { TZ: "Pacific/Kiritimati", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
    ],
  ];
  if (CHARTS !== undefined) cases.push(["charts at hand", ["--charts", CHARTS, "--strict"], {}]);

  it.each(cases)("%s", { timeout: 240_000 }, (_, args, env) => {
    const folder = lab();
    const { code, stderr } = k8sgen(["build", ...args], folder, env);
    expect(code, stderr).toBe(0);
    expect(digests(join(folder, args[0] === "--output-dir" ? "else/where" : "output", "turing-pi"))).toEqual(
      COMMITTED,
    );
  });

  it.skipIf(CHARTS === undefined)(
    "charts (skipped where the folder of charts is missing): every one is rendered, no object is skipped",
    () => {
      const { code, stdout, stderr } = k8sgen(
        ["build", "--charts", String(CHARTS), "--strict", "-o", "json"],
        lab(),
      );
      expect(code, stderr).toBe(0);
      const report = JSON.parse(stdout);
      expect(report.coverage.skipped).toEqual([]);
      expect(report.coverage.validated).toBe(report.coverage.objects);
      expect(report.charts.every(({ rendered }: { rendered: boolean }) => rendered)).toBe(true);
      expect(report.coverage.sources).toContainEqual(
        expect.stringMatching(/^cert-manager v1\.21\.1 \(chart archive\)$/),
      );
    },
  );
});
