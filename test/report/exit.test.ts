import { afterEach, describe, expect, it, vi } from "vitest";
import { printReport } from "../../src/commands/print-report.ts";
import type { Code } from "../../src/diagnostics/codes.ts";
import { diagnostic } from "../../src/diagnostics/create.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { NO_OVERLAYS } from "../../src/load/homelab.ts";
import { EMPTY_REPORT } from "../../src/report/report.ts";

const FLAGS = {
  file: "homelab.yaml",
  overlays: NO_OVERLAYS,
  strict: false,
  output: "json",
  color: false,
} as const;

afterEach(() => vi.restoreAllMocks());

/** The exit code of a command that found these, and what it wrote to stdout. */
async function exitOf(codes: readonly Code[]): Promise<{ exit: number; stdout: string }> {
  let stdout = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  const report = { ...EMPTY_REPORT, diagnostics: codes.map((code) => diagnostic(code, "for a reason")) };
  const words = { summary: () => "", failed: "" };
  const exit = await printReport(report, FLAGS, new Sources(), words);
  vi.restoreAllMocks();
  return { exit, stdout };
}

describe("exit codes", () => {
  it.each<[readonly Code[], number]>([
    [[], 0],
    [["W_BUDGET"], 0],
    [["W_BUDGET", "E_TYPE"], 1],
    [["E_OUTPUT_STALE"], 2],
    [["E_OUTPUT_STALE", "E_TYPE"], 1],
    [["E_ENGINE"], 1],
    [["E_INTERNAL", "E_TYPE"], 70],
  ])("of %j is %i", async (codes, expected) => {
    const { exit, stdout } = await exitOf(codes);
    expect(exit).toBe(expected);
    expect(JSON.parse(stdout).diagnostics).toHaveLength(codes.length);
  });
});
