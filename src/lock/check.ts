import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/model.ts";
import { lockLacks, lockOther } from "./messages.ts";
import { isLockedManifest } from "./model.ts";
import type { LockFile } from "./read.ts";
import { wantedCharts, wantedManifests } from "./wanted.ts";

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
  const manifests = wantedManifests(plan)
    .filter((wanted) => {
      const locked = lock.manifests.get(`${wanted.component.name}/${wanted.name}`);
      return locked === undefined || !isLockedManifest(locked, wanted);
    })
    .map(({ component, name }) => `${component.name}/${name}`);
  return [
    ...(missing.length === 0 ? [] : [lockLacks(lock, "chart", missing)]),
    ...(manifests.length === 0 ? [] : [lockLacks(lock, "manifest", manifests)]),
    ...others,
  ];
}
