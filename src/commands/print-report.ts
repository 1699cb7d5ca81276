import { withoutRepeats } from "../diagnostics/order.ts";
import type { Sources } from "../diagnostics/sources.ts";
import { reportJson } from "../report/json.ts";
import type { BuildReport } from "../report/report.ts";
import { plural } from "../report/summary.ts";
import { readPackageJson } from "../schema/package-files.ts";
import { EXIT } from "./exit.ts";
import { printDiagnostics } from "./output.ts";
import { PACKAGE } from "./package.ts";
import type { ProofFlags } from "./proof.ts";

/** The words of a command for people. */
export interface Words {
  readonly summary: (report: BuildReport) => string;
  /** What follows the number of errors. */
  readonly failed: string;
}

/** Data to stdout, messages to stderr. Gives the exit code. */
export async function printReport(
  report: BuildReport,
  flags: ProofFlags,
  sources: Sources,
  words: Words,
): Promise<number> {
  if (flags.output === "text") printText(report, flags, sources, words);
  else process.stdout.write(await documentOf(report, flags, sources));
  return exitOf(report);
}

function printText(report: BuildReport, flags: ProofFlags, sources: Sources, words: Words): void {
  printDiagnostics(report.diagnostics, flags, sources);
  if (report.ok) process.stdout.write(words.summary(report));
  else process.stderr.write(`${plural(errorsOf(report), "error")}${words.failed}\n`);
}

/** Formats that few ask for are loaded by those. */
async function documentOf(report: BuildReport, flags: ProofFlags, sources: Sources): Promise<string> {
  if (flags.output === "json") return reportJson(report);
  if (flags.output === "junit") return (await import("../report/junit.ts")).junit(report, sources);
  const { sarif } = await import("../report/sarif.ts");
  const version = String(readPackageJson(PACKAGE, "package.json").version);
  return sarif(report.diagnostics, { version, file: flags.file });
}

const errorsOf = ({ diagnostics }: BuildReport): number =>
  withoutRepeats(diagnostics).filter(({ severity }) => severity === "error").length;

/** How a command ends that found these. */
export function exitOf({ diagnostics }: Pick<BuildReport, "diagnostics">): number {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return EXIT.ok;
  if (errors.some(({ code }) => code === "E_INTERNAL")) return EXIT.internal;
  return errors.every(({ code }) => code === "E_OUTPUT_STALE") ? EXIT.stale : EXIT.faults;
}
