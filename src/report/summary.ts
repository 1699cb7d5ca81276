import type { BuildReport, ChartResult } from "./report.ts";

/** The summary of a build for people: what there is now, what changed, and what was not proven. */
export function summary(report: BuildReport): string {
  const lines = [
    headline(report),
    ...changes(report),
    ...proof(report),
    ...sums(report),
    ...findings(report),
  ];
  return `${lines.join("\n")}\n`;
}

/** The summary of a check, which knows of no files. */
export function checkSummary(report: BuildReport): string {
  return `${[`${report.name}: no errors`, ...proof(report), ...sums(report), ...findings(report)].join("\n")}\n`;
}

function headline({ name, files }: BuildReport): string {
  const count = files.added.length + files.changed.length + files.removed.length;
  const total = files.added.length + files.changed.length + files.unchanged;
  const folder = files.folder ?? "";
  return count === 0
    ? `${name}: up to date, ${plural(total, "file")} in ${folder}`
    : `${name}: ${plural(total, "file")} in ${folder}, ${count === total ? "all new" : `${count} of them changed`}`;
}

/** What the rendered objects say: images, and what their namespaces admit. The reasons stand in the JSON report. */
function findings({ images, podSecurity }: BuildReport): string[] {
  if (images.length === 0) return [];
  const of = (level: string) => podSecurity.filter((found) => found.level === level);
  const wider = ["baseline", "privileged"].flatMap((level) => {
    const names = of(level).map(({ namespace }) => namespace);
    return names.length === 0 ? [] : [`${level} in ${names.join(", ")}`];
  });
  const levels = [`restricted in ${plural(of("restricted").length, "namespace")}`, ...wider].join("; ");
  return [`  ${plural(images.length, "image")}; Pod Security is ${levels}`];
}

function sums({ budget }: BuildReport): string[] {
  if (budget === undefined) return [];
  const { requests, limits, allocatable, pods, podLimit, volumes } = budget;
  return [
    `  ${plural(pods, "pod")} request ${requests.cpu.toFixed(1)} of ${allocatable.cpu.toFixed(1)} cores and ${gib(requests.memory)} of ${gib(allocatable.memory)} GiB of memory`,
    `  they may take ${gib(limits.memory)} GiB, ${limits.withoutMemory === 0 ? "each has a limit" : `and what ${limits.withoutMemory} of them like`}; the nodes have room for ${plural(podLimit, "pod")}`,
    ...volumes.map(
      ({ className, bytes, copies, capacity }) =>
        `  volumes of ${className}: ${gib(bytes)} GiB${copies === 1 ? "" : `, ${gib(bytes * copies)} GiB in ${copies} copies`}${capacity === undefined ? "" : `, room for ${gib(capacity)} GiB`}`,
    ),
  ];
}

const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);

const SHOWN = 12;

function changes({ files }: BuildReport): string[] {
  const all = [
    ...files.added.map((path) => `  + ${path}`),
    ...files.changed.map((path) => `  ~ ${path}`),
    ...files.removed.map((path) => `  - ${path}`),
  ];
  // A first build is told as a whole; its files are in the folder to look at.
  if (files.changed.length === 0 && files.removed.length === 0 && files.unchanged === 0)
    return folders(files.added);
  return all.length <= SHOWN ? all : [...all.slice(0, SHOWN), `  … and ${all.length - SHOWN} more`];
}

function folders(paths: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const folder = path.includes("/") ? `${path.slice(0, path.indexOf("/"))}/` : path;
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].map(([folder, count]) =>
    folder.endsWith("/") ? `  + ${folder} (${plural(count, "file")})` : `  + ${folder}`,
  );
}

function proof({ coverage, references, charts }: BuildReport): string[] {
  const missing = charts.filter((chart) => !chart.rendered);
  const rendered = charts.length - missing.length;
  const skipped = coverage.skipped.reduce((sum, next) => sum + next.count, 0);
  const lines = [
    `  checked ${plural(coverage.validated, "object")} against their schemas${skipped === 0 ? "" : `; ${skipped} not: ${coverage.skipped.map(({ kind, count }) => `${count} ${kind}`).join(", ")}`}`,
  ];
  lines.push(
    `  followed ${plural(references.resolved, "reference")} from object to object${references.unproven === 0 ? "" : `; ${references.unproven} more lead to charts that were not rendered`}`,
  );
  if (rendered > 0)
    lines.push(
      `  rendered ${plural(rendered, "chart")} with the values of their releases: ${plural(sum(charts), "object")}`,
    );
  if (missing.length > 0) {
    lines.push(
      `  ${plural(missing.length, "chart")} not rendered, no archive at hand: what the cluster will get of ${missing.length === 1 ? "it" : "them"} is not proven`,
      "  to prove it, run `k8sgen lock`, which fetches the archives, and build again",
    );
  }
  return lines;
}

const sum = (charts: readonly ChartResult[]): number =>
  charts.reduce((total, { objects = 0 }) => total + objects, 0);

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
