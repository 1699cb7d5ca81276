import type { FileChanges } from "./report.ts";
import { plural } from "./summary.ts";

/** A promotion as it is told. */
export interface ToldPromotion {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly source: string;
  readonly file: string;
  readonly isNew: boolean;
  readonly files: FileChanges;
  readonly charts: readonly {
    readonly component: string;
    readonly from?: string;
    readonly to?: string;
  }[];
}

/** What a promotion brings, for people. */
export function promotionText({ name, from, to, source, file, isNew, files, charts }: ToldPromotion): string {
  const { added, changed, removed } = files;
  const paths = [
    ...added.map((path) => `  + ${path}`),
    ...changed.map((path) => `  ~ ${path}`),
    ...removed.map((path) => `  - ${path}`),
  ];
  const lines = [
    isNew
      ? `${name}: ${from} -> ${to}, as ${source}; written to ${file}`
      : `${name} is at ${to}, as ${source}`,
    ...charts.map(({ component, from: old, to: next }) =>
      old === undefined
        ? `  ${component}: comes with chart ${next}`
        : next === undefined
          ? `  ${component}: goes`
          : `  ${component}: chart ${old} -> ${next}`,
    ),
    ...(paths.length === 0
      ? ["its output is what it compiles to"]
      : [`the next build changes ${plural(paths.length, "file")} in ${files.folder}:`, ...paths]),
  ];
  return `${lines.join("\n")}\n`;
}
