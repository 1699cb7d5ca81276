import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { withoutRepeats } from "../diagnostics/order.ts";
import type { BuildReport, FileChanges } from "./report.ts";

/** What became of one lab. */
export interface LabResult {
  /** Path of its homelab file. */
  readonly file: string;
  readonly report: BuildReport;
  /** What keeps it as it is: the version that it stays at, and the lab that went on. */
  readonly held?: HeldLab;
}

export interface HeldLab {
  readonly version: string;
  readonly source: string;
  readonly sourceVersion: string;
}

/** What a command found and did with many labs. */
export interface LabsReport {
  readonly ok: boolean;
  readonly labs: readonly LabResult[];
  /** Of all labs together: names, places in repositories, promotions, what is left of labs that are gone. */
  readonly diagnostics: readonly Diagnostic[];
  /** What labs have in common; without a folder where nothing was compared. */
  readonly shared: FileChanges;
}

/** Diagnostics of the same labs. */
export interface DiagnosticGroup {
  /** Names or files of the labs; none for what belongs to all together. */
  readonly labs: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Diagnostics by the labs that they were found in. What a shared layer brings to many labs is told once, with all of
 * their names.
 */
export function groupedByLab({ labs, diagnostics }: LabsReport): readonly DiagnosticGroup[] {
  const found = new Map<string, { diagnostic: Diagnostic; labs: string[] }>();
  for (const { file, report } of labs)
    for (const diagnostic of withoutRepeats(report.diagnostics)) {
      const key = JSON.stringify(diagnostic);
      const entry = found.get(key) ?? { diagnostic, labs: [] };
      entry.labs.push(report.name ?? file);
      found.set(key, entry);
    }
  const groups = new Map<string, { labs: readonly string[]; diagnostics: Diagnostic[] }>();
  for (const { diagnostic, labs: names } of found.values()) {
    const key = JSON.stringify(names);
    const group = groups.get(key) ?? { labs: names, diagnostics: [] };
    group.diagnostics.push(diagnostic);
    groups.set(key, group);
  }
  return [...(diagnostics.length === 0 ? [] : [{ labs: [], diagnostics }]), ...groups.values()];
}

/** All diagnostics, those of many labs once. */
export const allDiagnostics = (report: LabsReport): readonly Diagnostic[] =>
  groupedByLab(report).flatMap(({ diagnostics }) => diagnostics);
