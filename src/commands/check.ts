import type { Command } from "commander";
import { Sources } from "../diagnostics/sources.ts";
import { NO_CHANGES } from "../report/report.ts";
import { checkSummary } from "../report/summary.ts";
import { type LabsOption, withLabsOption } from "./options.ts";
import { printReport } from "./print-report.ts";
import { buildReport, type ProofFlags, withProofOptions } from "./proof.ts";

/** `k8sgen check`: all that a build does but the writing. What stands in the output folder is not looked at. */
export function addCheckCommand(program: Command, finish: (exit: number) => void): void {
  withLabsOption(
    withProofOptions(
      program.command("check").description("check a homelab as a build does, and write nothing"),
    ),
  ).action(async (flags: ProofFlags & LabsOption) => {
    if (flags.labs !== undefined) {
      const { runLabs } = await import("./labs.ts");
      return finish(await runLabs(flags, flags.labs));
    }
    const sources = new Sources();
    const report = await buildReport(flags, sources, () => ({ value: NO_CHANGES, diagnostics: [] }));
    finish(await printReport(report, flags, sources, { summary: checkSummary, failed: "" }));
  });
}
