import type { LabResult, LabsReport } from "./labs.ts";
import type { BuildReport, FileChanges } from "./report.ts";
import { plural } from "./summary.ts";

/** How many labs are named one by one. */
const SHOWN = 20;

/** The summary of a build of many labs: a line for each that changed, and what they have in common. */
export function labsSummary({ labs, shared }: LabsReport): string {
  const changed = labs.filter(({ report }) => countOf(report.files) > 0);
  const held = labs.filter((lab) => lab.held !== undefined);
  const lines = [
    changed.length === 0
      ? `${plural(labs.length, "lab")}: up to date`
      : `${plural(labs.length, "lab")}, ${changed.length} of them changed`,
    ...limited(changed.map(changedLine)),
    ...limited(held.map(heldLine)),
    ...(countOf(shared) === 0 ? [] : [`  ${shared.folder}: ${inWords(shared)}`]),
    ...proof(labs),
  ];
  return `${lines.join("\n")}\n`;
}

/** The summary of a check, which knows of no files. */
export const labsCheckSummary = ({ labs }: LabsReport): string =>
  `${[`${plural(labs.length, "lab")}: no errors`, ...proof(labs)].join("\n")}\n`;

const countOf = ({ added, changed, removed }: FileChanges): number =>
  added.length + changed.length + removed.length;

const changedLine = ({ report: { name, files } }: LabResult): string => `  ${name}: ${inWords(files)}`;

const inWords = ({ added, changed, removed }: FileChanges): string =>
  [
    [added, "new"],
    [changed, "changed"],
    [removed, "removed"],
  ]
    .filter(([paths]) => (paths?.length ?? 0) > 0)
    .map(([paths, word]) => `${plural(paths?.length ?? 0, "file")} ${word}`)
    .join(", ");

const heldLine = ({ report: { name }, held }: LabResult): string =>
  `  ${name}: stays at ${held?.version}, ${held?.source} is at ${held?.sourceVersion}; \`k8sgen promote ${name}\` takes the step`;

const limited = (lines: readonly string[]): readonly string[] =>
  lines.length <= SHOWN ? lines : [...lines.slice(0, SHOWN), `  … and ${lines.length - SHOWN} more`];

function proof(labs: readonly LabResult[]): readonly string[] {
  const sum = (of: (report: BuildReport) => number) =>
    labs.reduce((total, { report }) => total + of(report), 0);
  const rendered = sum(({ charts }) => charts.filter((chart) => chart.rendered).length);
  const missing = sum(({ charts }) => charts.filter((chart) => !chart.rendered).length);
  return [
    `  checked ${plural(
      sum(({ coverage }) => coverage.validated),
      "object",
    )} against their schemas, followed ${plural(
      sum(({ references }) => references.resolved),
      "reference",
    )} from object to object`,
    ...(rendered > 0 ? [`  rendered ${plural(rendered, "chart")} with the values of their releases`] : []),
    ...(missing > 0
      ? [
          `  ${plural(missing, "chart")} not rendered, no archive at hand; \`k8sgen lock --labs\` fetches the archives`,
        ]
      : []),
  ];
}
