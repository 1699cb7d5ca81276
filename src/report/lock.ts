import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { printable } from "../diagnostics/text.ts";
import type { Held } from "../lock/lock.ts";
import type { LockedChart } from "../lock/model.ts";
import type { Proposal } from "../lock/update.ts";
import { diagnosticsJson } from "./json.ts";
import { plural } from "./summary.ts";

/** What `k8sgen lock` did. */
export interface LockReport {
  /** Path of the lock. */
  readonly file: string;
  /** Whether the file was written. */
  readonly isWritten: boolean;
  readonly before: ReadonlyMap<string, LockedChart>;
  /** Empty where a chart could not be had. */
  readonly held: readonly Held[];
  readonly diagnostics: readonly Diagnostic[];
}

type Change = "added" | "changed" | "unchanged";

const changeOf = ({ locked }: Held, before: LockReport["before"]): Change => {
  const old = before.get(locked.component);
  if (old === undefined) return "added";
  const isSame = FIELDS.every((field) => old[field] === locked[field]);
  return isSame ? "unchanged" : "changed";
};

const FIELDS = ["chart", "repository", "version", "url", "digest", "appVersion"] as const;

const removedFrom = ({ before, held }: LockReport): readonly LockedChart[] =>
  held.length === 0
    ? []
    : [...before.values()].filter(
        ({ component }) => !held.some(({ locked }) => locked.component === component),
      );

/** One JSON document, with its keys in a fixed order. */
export function lockJson(report: LockReport): string {
  const { file, isWritten, before, held, diagnostics } = report;
  const document = {
    ok: !hasErrors(diagnostics),
    file,
    written: isWritten,
    charts: held.map((each) => ({
      component: each.locked.component,
      chart: each.locked.chart,
      repository: each.locked.repository,
      version: each.locked.version,
      url: each.locked.url ?? null,
      digest: each.locked.digest,
      appVersion: each.locked.appVersion ?? null,
      change: changeOf(each, before),
      from: each.from,
    })),
    removed: removedFrom(report).map(({ component }) => component),
    diagnostics: diagnosticsJson(diagnostics),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** For people: what changed, chart by chart. */
export function lockSummary(report: LockReport): string {
  const { file, isWritten, before, held } = report;
  const changes = [
    ...held.flatMap((each) => {
      const { component, version } = each.locked;
      const change = changeOf(each, before);
      if (change === "unchanged") return [];
      if (change === "added") return [{ component, text: `  + ${component} ${version}` }];
      const old = printable(before.get(component)?.version ?? "");
      const versions = old === version ? version : `${old} -> ${version}`;
      return [{ component, text: `  ~ ${component} ${versions}` }];
    }),
    ...removedFrom(report).map(({ component, version }) => ({
      component,
      text: printable(`  - ${component} ${version}`),
    })),
  ].sort((a, b) => (a.component < b.component ? -1 : 1));
  const fetched = held.filter(({ from }) => from === "repository").length;
  const state = isWritten ? `${plural(held.length, "chart")}` : `up to date, ${plural(held.length, "chart")}`;
  return [
    `${file}: ${state}`,
    ...changes.map(({ text }) => text),
    ...(fetched === 0 ? [] : [`  fetched ${plural(fetched, "archive")}`]),
    ...(isWritten ? ["  commit the file; `k8sgen build` renders these archives"] : []),
    "",
  ].join("\n");
}

export interface UpdateReport {
  readonly proposals: readonly Proposal[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One JSON document, with its keys in a fixed order. */
export function updateJson({ proposals, diagnostics }: UpdateReport): string {
  const document = {
    ok: !hasErrors(diagnostics),
    charts: proposals.map(({ component, chart, current, proposed, beyond }) => ({
      component,
      chart,
      current,
      proposed: proposed?.version ?? null,
      step: proposed?.step ?? null,
      beyond: beyond ?? null,
    })),
    diagnostics: diagnosticsJson(diagnostics),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** For people: one line for each chart. */
export function updateSummary({ proposals }: UpdateReport): string {
  if (proposals.length === 0) return "";
  const width = Math.max(...proposals.map(({ component }) => component.length));
  const lines = proposals.map(({ component, current, proposed, beyond }) => {
    const next = proposed === undefined ? `${current} is the newest` : `${current} -> ${proposed.version}`;
    const step = proposed === undefined ? "" : ` (${proposed.step})`;
    const more = beyond === undefined ? "" : `; ${beyond} is another major`;
    return `${component.padEnd(width)}  ${next}${step}${more}`;
  });
  const isAny = proposals.some(({ proposed }) => proposed !== undefined);
  return [
    ...lines,
    ...(isAny ? ["nothing was changed: the version of a chart is pinned in its blueprint"] : []),
    "",
  ].join("\n");
}
