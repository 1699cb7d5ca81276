import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/model.ts";
import { lockLacks, lockOther } from "./messages.ts";
import type { LockFile } from "./read.ts";
import { wantedCharts } from "./wanted.ts";

/** Warnings where the lock does not speak of the plan's charts. Entries that the plan has no use for do no harm. */
export function checkLock(plan: Plan, lock: LockFile): readonly Diagnostic[] {
  const wanted = wantedCharts(plan);
  const missing = wanted.map(({ component }) => component.name).filter((name) => !lock.charts.has(name));
  const others = wanted.flatMap((chart) => {
    const locked = lock.charts.get(chart.component.name);
    if (locked === undefined) return [];
    if (locked.chart !== chart.name) return [lockOther(lock, chart, "chart", chart.name)];
    if (locked.repository !== chart.repository)
      return [lockOther(lock, chart, "repository", chart.repository)];
    return locked.version === chart.version ? [] : [lockOther(lock, chart, "version", chart.version)];
  });
  return missing.length === 0 ? others : [lockLacks(lock, missing), ...others];
}
