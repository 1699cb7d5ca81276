import type { Verdict } from "../engine/protocol.ts";
import type { Coverage, Skipped } from "../report/report.ts";

/** Counts what was judged, and by which schemas. */
export function coverageOf(verdicts: readonly Verdict[]): Coverage {
  const skipped = new Map<string, Skipped>();
  for (const { status, apiVersion, kind } of verdicts) {
    if (status !== "skipped") continue;
    const name = `${apiVersion} ${kind}`;
    skipped.set(name, {
      kind: name,
      reason: "no schema at hand",
      count: (skipped.get(name)?.count ?? 0) + 1,
    });
  }
  const sources = new Set(verdicts.flatMap(({ schema }) => schema ?? []));
  return {
    objects: verdicts.length,
    validated: verdicts.filter(({ status }) => status !== "skipped").length,
    skipped: [...skipped.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1)),
    sources: [...sources].sort(),
  };
}
