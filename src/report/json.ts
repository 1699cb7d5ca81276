import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { inOrder, withoutRepeats } from "../diagnostics/order.ts";
import type { BuildReport } from "./report.ts";

/** The report as one JSON document, with its keys in a fixed order. */
export const reportJson = (report: BuildReport): string =>
  `${JSON.stringify(reportObject(report), null, 2)}\n`;

/** What `reportJson` prints. */
export function reportObject(report: BuildReport): object {
  const {
    ok,
    name,
    files,
    coverage,
    references,
    charts,
    budget = null,
    images,
    podSecurity,
    releases,
    stages,
  } = report;
  const diagnostics = diagnosticsJson(report.diagnostics);
  const facts = { budget, images, podSecurity, releases };
  return { ok, name: name ?? null, diagnostics, files, coverage, references, charts, ...facts, stages };
}

/** Diagnostics as they are told to programs: in the order of the places, each with all of its fields. */
export const diagnosticsJson = (diagnostics: readonly Diagnostic[]): readonly object[] =>
  inOrder(withoutRepeats(diagnostics)).map(({ code, severity, message, location, path, hint, related }) => ({
    code,
    severity,
    file: location?.file ?? null,
    line: location?.line ?? null,
    column: location?.column ?? null,
    path: path ?? null,
    message,
    hint: hint ?? null,
    related: (related ?? []).map((other) => ({
      message: other.message,
      file: other.location.file,
      line: other.location.line,
      column: other.location.column,
    })),
  }));
