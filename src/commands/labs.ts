import type { BuildEnvironment } from "../build.ts";
import { hasErrors, type Result } from "../diagnostics/diagnostic.ts";
import { Sources } from "../diagnostics/sources.ts";
import { nodeFileSystem } from "../fs/node.ts";
import { buildLabs, failed, type LabsOutput } from "../labs/build.ts";
import { findLabs } from "../labs/find.ts";
import type { LabsInput } from "../labs/prove.ts";
import { diagnosticsJson, reportObject } from "../report/json.ts";
import { allDiagnostics, groupedByLab, type LabsReport } from "../report/labs.ts";
import { labsCheckSummary, labsSummary } from "../report/labs-text.ts";
import { EMPTY_REPORT } from "../report/report.ts";
import { plural } from "../report/summary.ts";
import { readPackageJson } from "../schema/package-files.ts";
import { withEngine } from "./environment.ts";
import { engineMissing, outputStale } from "./messages.ts";
import { printDiagnostics } from "./output.ts";
import { PACKAGE } from "./package.ts";
import { exitOf } from "./print-report.ts";
import type { ProofFlags } from "./proof.ts";

/**
 * `build` and `check` with many labs.
 * @param output absent where they are only checked
 */
export async function runLabs(
  flags: ProofFlags,
  folder: string,
  output?: Omit<LabsOutput, "stale">,
): Promise<number> {
  const sources = new Sources();
  const report = await labsReport(flags, folder, sources, output);
  if (flags.output === "text") printText(report, flags, sources, output !== undefined);
  else process.stdout.write(await documentOf(report, flags, folder, sources));
  return exitOf({ diagnostics: allDiagnostics(report) });
}

async function labsReport(
  flags: ProofFlags,
  folder: string,
  sources: Sources,
  output: Omit<LabsOutput, "stale"> | undefined,
): Promise<LabsReport> {
  const { value: report, diagnostics } = await withLabs(flags, folder, sources, (input, environment) =>
    buildLabs(input, environment, output && { ...output, stale: outputStale }),
  );
  return report ?? failed(diagnostics);
}

/** Runs a job with the labs of a folder and an engine; no value where there is none of the two. */
export async function withLabs<T>(
  { charts, strict, overlays }: Pick<ProofFlags, "charts" | "strict" | "overlays">,
  folder: string,
  sources: Sources,
  job: (input: LabsInput, environment: BuildEnvironment) => Promise<T>,
): Promise<Result<T>> {
  const { value: files, diagnostics } = findLabs(nodeFileSystem, folder);
  const [file] = files ?? [];
  if (files === undefined || file === undefined) return { diagnostics };
  const archives = charts === undefined ? {} : { charts };
  const input = { folder, files, strict, ...archives };
  // Of many labs there is work enough for optimized code to pay.
  const engineJob = { file, overlays, renders: files.length > 1, ...archives };
  const value = await withEngine(engineJob, sources, (environment) => job(input, environment));
  return value === undefined ? { diagnostics: [engineMissing()] } : { value, diagnostics };
}

/** How many labs the heading of a group names. */
const NAMED = 6;

function printText(report: LabsReport, flags: ProofFlags, sources: Sources, isBuild: boolean): void {
  printGrouped(report, flags, sources);
  if (report.ok) process.stdout.write(isBuild ? labsSummary(report) : labsCheckSummary(report));
  else {
    const errors = allDiagnostics(report).filter(({ severity }) => severity === "error").length;
    const faulty = report.labs.filter((lab) => hasErrors(lab.report.diagnostics)).length;
    const of = faulty === 0 ? "" : ` in ${faulty} of ${plural(report.labs.length, "lab")}`;
    process.stderr.write(`${plural(errors, "error")}${of}${isBuild ? ": nothing was written" : ""}\n`);
  }
}

/** Diagnostics below the names of their labs. */
export function printGrouped(report: LabsReport, flags: { readonly color: boolean }, sources: Sources): void {
  for (const { labs, diagnostics } of groupedByLab(report)) {
    if (labs.length > 0) process.stderr.write(`${headingOf(labs)}\n`);
    printDiagnostics(diagnostics, flags, sources);
  }
}

const headingOf = (labs: readonly string[]): string =>
  labs.length <= NAMED
    ? `${labs.join(", ")}:`
    : `${labs.slice(0, NAMED).join(", ")} and ${labs.length - NAMED} more:`;

async function documentOf(
  report: LabsReport,
  flags: ProofFlags,
  folder: string,
  sources: Sources,
): Promise<string> {
  if (flags.output === "json") {
    const labs = report.labs.map(({ file, report: lab, held = null }) => ({
      file,
      held,
      ...reportObject(lab),
    }));
    const { ok, diagnostics, shared } = report;
    return `${JSON.stringify({ ok, diagnostics: diagnosticsJson(diagnostics), shared, labs }, null, 2)}\n`;
  }
  if (flags.output === "junit") {
    const { junitOf } = await import("../report/junit.ts");
    const ofAll = { ...EMPTY_REPORT, name: folder, diagnostics: report.diagnostics };
    return junitOf([ofAll, ...report.labs.map((lab) => lab.report)], sources);
  }
  const { sarif } = await import("../report/sarif.ts");
  const version = String(readPackageJson(PACKAGE, "package.json").version);
  return sarif(allDiagnostics(report), { version, file: report.labs[0]?.file ?? folder });
}
