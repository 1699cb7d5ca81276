import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { printable } from "../diagnostics/text.ts";
import type { Held } from "../lock/lock.ts";
import type { HeldManifest } from "../lock/manifests.ts";
import type { LockedChart, LockedManifest } from "../lock/model.ts";
import type { Proposal } from "../lock/update.ts";
import { diagnosticsJson } from "./json.ts";
import { plural } from "./summary.ts";

/** What `k8sgen lock` did. */
export interface LockReport {
  /** Path of the lock. */
  readonly file: string;
  /** Whether the file was written. */
  readonly isWritten: boolean;
  readonly before: {
    readonly charts: ReadonlyMap<string, LockedChart>;
    /** By `<component>/<name>`. */
    readonly manifests: ReadonlyMap<string, LockedManifest>;
  };
  /** Empty where a chart or manifest could not be had. */
  readonly held: readonly Held[];
  readonly manifests: readonly HeldManifest[];
  readonly diagnostics: readonly Diagnostic[];
}

type Change = "added" | "changed" | "unchanged";

const FIELDS = ["chart", "repository", "version", "url", "digest", "appVersion", "images"] as const;
const MANIFEST_FIELDS = ["url", "version", "digest"] as const;

function changeOf<T extends object>(old: T | undefined, locked: T, fields: readonly (keyof T)[]): Change {
  if (old === undefined) return "added";
  const isEqual = (field: keyof T) => JSON.stringify(old[field]) === JSON.stringify(locked[field]);
  return fields.every(isEqual) ? "unchanged" : "changed";
}

/** What the lock knows, or knew, under a name. */
interface Item {
  readonly name: string;
  readonly change: Change | "removed";
  readonly version: string;
  /** Version that was there before. */
  readonly old?: string;
}

/** All that is in the lock or was in it; nothing of it where locking failed. */
function itemsOf({ before, held, manifests }: LockReport): readonly Item[] {
  if (held.length + manifests.length === 0) return [];
  const now: Item[] = [
    ...held.map(({ locked }) =>
      itemOf(locked.component, before.charts.get(locked.component), locked, FIELDS),
    ),
    ...manifests.map(({ locked }) => {
      const name = `${locked.component}/${locked.name}`;
      return itemOf(name, before.manifests.get(name), locked, MANIFEST_FIELDS);
    }),
  ];
  const names = new Set(now.map(({ name }) => name));
  const gone = [...before.charts, ...before.manifests]
    .filter(([name]) => !names.has(name))
    .map(([name, { version }]): Item => ({ name, change: "removed", version }));
  return [...now, ...gone].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const itemOf = <T extends { readonly version: string }>(
  name: string,
  old: T | undefined,
  locked: T,
  fields: readonly (keyof T)[],
): Item => ({
  name,
  change: changeOf(old, locked, fields),
  version: locked.version,
  ...(old === undefined ? {} : { old: old.version }),
});

/** One JSON document, with its keys in a fixed order. */
export function lockJson(report: LockReport): string {
  const { file, isWritten, before, held, manifests, diagnostics } = report;
  const document = {
    ok: !hasErrors(diagnostics),
    file,
    written: isWritten,
    charts: held.map(({ locked, from }) => ({
      component: locked.component,
      chart: locked.chart,
      repository: locked.repository,
      version: locked.version,
      url: locked.url ?? null,
      digest: locked.digest,
      appVersion: locked.appVersion ?? null,
      images: locked.images ?? null,
      change: changeOf(before.charts.get(locked.component), locked, FIELDS),
      from,
    })),
    manifests: manifests.map(({ locked, from }) => ({
      component: locked.component,
      name: locked.name,
      url: locked.url,
      version: locked.version,
      digest: locked.digest,
      change: changeOf(before.manifests.get(`${locked.component}/${locked.name}`), locked, MANIFEST_FIELDS),
      from,
    })),
    removed: itemsOf(report)
      .filter(({ change }) => change === "removed")
      .map(({ name }) => name),
    diagnostics: diagnosticsJson(diagnostics),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** For people: what changed, one by one. */
export function lockSummary(report: LockReport): string {
  const { file, isWritten, held, manifests } = report;
  const there = [
    plural(held.length, "chart"),
    ...(manifests.length === 0 ? [] : [plural(manifests.length, "manifest")]),
  ].join(", ");
  const fetched = [
    [held.filter(({ from }) => from === "repository").length, "archive"],
    [manifests.filter(({ from }) => from === "web").length, "manifest"],
  ] as const;
  return [
    `${file}: ${isWritten ? there : `up to date, ${there}`}`,
    ...itemsOf(report).flatMap(changeLine),
    ...fetched.flatMap(([count, noun]) => (count === 0 ? [] : [`  fetched ${plural(count, noun)}`])),
    ...(isWritten ? ["  commit the file; `k8sgen build` renders these archives"] : []),
    "",
  ].join("\n");
}

/** The old version comes from a file that anybody may have written. */
function changeLine({ name, change, version, old = version }: Item): readonly string[] {
  switch (change) {
    case "unchanged":
      return [];
    case "added":
      return [`  + ${name} ${version}`];
    case "removed":
      return [printable(`  - ${name} ${version}`)];
    case "changed":
      return [printable(`  ~ ${name} ${old === version ? version : `${old} -> ${version}`}`)];
  }
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
      beyond: beyond?.version ?? null,
      beyondStep: beyond?.step ?? null,
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
    const more = beyond === undefined ? "" : `; ${beyond.version} is a ${beyond.step} step`;
    return `${component.padEnd(width)}  ${next}${step}${more}`;
  });
  const isAny = proposals.some(({ proposed }) => proposed !== undefined);
  return [
    ...lines,
    ...(isAny ? ["nothing was changed: the version of a chart is pinned in its blueprint"] : []),
    "",
  ].join("\n");
}
