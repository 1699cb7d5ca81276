import type { BuildEnvironment } from "../build.ts";
import { type Diagnostic, hasErrors, type Result } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { withVersion } from "../edit/version.ts";
import { readHomelab } from "../load/homelab.ts";
import { allDiagnostics, type LabsReport } from "../report/labs.ts";
import type { FileChanges } from "../report/report.ts";
import { NO_CHANGES } from "../report/report.ts";
import { getAt, isArray, type Json } from "../values/json.ts";
import { parseJson } from "../write/inventory.ts";
import { buildLabs, failed } from "./build.ts";
import { Contents } from "./contents.ts";
import { labUnknown, sourceMissing } from "./messages.ts";
import type { LabFacts } from "./model.ts";
import { sourceOf } from "./promotion.ts";
import { LabProver, type LabsInput } from "./prove.ts";
import { standingIn } from "./standing.ts";

/** The step of a lab to the version of the one that it is promoted from. */
export interface Promotion {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly source: string;
  /** The homelab file, and its text with the new version. */
  readonly file: string;
  readonly text: string;
  /** Whether the file changes. */
  readonly isNew: boolean;
  /** What the next build changes in the output of the lab. */
  readonly files: FileChanges;
  /** Charts that come, go or get another version; one of the two versions is absent where it comes or goes. */
  readonly charts: readonly ChartStep[];
}

export interface ChartStep {
  readonly component: string;
  readonly from?: string;
  readonly to?: string;
}

/**
 * Finds what promoting a lab brings, with all labs proven as they would be then. Writes nothing.
 * @returns no promotion where something speaks against it
 */
export async function planPromotion(
  name: string,
  input: LabsInput,
  environment: BuildEnvironment,
  outputDir: string,
): Promise<{ readonly report: LabsReport; readonly promotion?: Promotion }> {
  const labs = await new LabProver(input, environment, new Contents()).all();
  const known = labs.flatMap(({ file, facts }) => (facts === undefined ? [] : [{ file, facts }]));
  const found = pairOf(
    name,
    known.map(({ facts }) => facts),
    input.folder,
  );
  const file = known.find(({ facts }) => facts.name === name)?.file;
  if (found.value === undefined || file === undefined) {
    const faults = labs.flatMap(({ report }) => report.diagnostics).filter((one) => hasErrors([one]));
    return { report: failed([...found.diagnostics, ...faults]) };
  }
  const { lab, source } = found.value;
  const { value: before, diagnostics } = readHomelab(environment.fs, file, environment.sources);
  if (before === undefined) return { report: failed(diagnostics) };

  const text = withVersion(before, source.version);
  const { fs } = environment;
  const promoted = {
    ...fs,
    read: (path: string) => (path === file ? new TextEncoder().encode(text) : fs.read(path)),
  };
  const report = await buildLabs(input, { ...environment, fs: promoted }, { folder: outputDir, check: true });
  const result = report.labs.find((other) => other.file === file)?.report;
  if (hasErrors(allDiagnostics(report)) || result === undefined) return { report };
  return {
    report,
    promotion: {
      name,
      from: lab.version,
      to: source.version,
      source: source.name,
      file,
      text,
      isNew: text !== before,
      files: result.files ?? NO_CHANGES,
      charts: stepsOf(chartsIn(fs, `${outputDir}/${name}`), versionsOf(result.charts)),
    },
  };
}

function pairOf(
  name: string,
  labs: readonly LabFacts[],
  folder: string,
): Result<{ readonly lab: LabFacts; readonly source: LabFacts }> {
  const fault = (diagnostic: Diagnostic) => ({ diagnostics: [diagnostic] });
  const lab = labs.find((other) => other.name === name);
  if (lab === undefined) {
    const names = labs.map((other) => other.name);
    return fault(labUnknown(name, nearest(name, names), folder));
  }
  const source = sourceOf(lab, labs);
  return source === undefined ? fault(sourceMissing(lab)) : { value: { lab, source }, diagnostics: [] };
}

type Versions = ReadonlyMap<string, string>;

const versionsOf = (charts: readonly { readonly component: string; readonly version: string }[]): Versions =>
  new Map(charts.map(({ component, version }) => [component, version]));

/** Versions of charts by component, as the inventory of an earlier build names them. */
function chartsIn(fs: BuildEnvironment["fs"], folder: string): Versions {
  const standing = standingIn(fs, folder);
  const charts =
    standing === undefined ? undefined : getAt(parseJson(standing.inventory) as Json, ["charts"]);
  return versionsOf(
    (isArray(charts) ? charts : []).map((chart) => ({
      component: String(getAt(chart, ["component"])),
      version: String(getAt(chart, ["version"])),
    })),
  );
}

function stepsOf(before: Versions, after: Versions): readonly ChartStep[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((component) => {
    const from = before.get(component);
    const to = after.get(component);
    if (from === to) return [];
    return [
      {
        component,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      },
    ];
  });
}
