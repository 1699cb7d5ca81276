import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/model.ts";
import { lockImages, lockLacks, lockOther } from "./messages.ts";
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

/**
 * Warnings where rendering found other images than the lock records.
 * @param found images by component, of those whose chart was rendered
 */
export function checkImages(
  lock: LockFile,
  found: ReadonlyMap<string, readonly string[]>,
): readonly Diagnostic[] {
  return [...found].flatMap(([component, images]) => {
    const locked = lock.charts.get(component)?.images;
    if (locked === undefined) return [];
    const added = images.filter((image) => !locked.includes(image));
    const gone = locked.filter((image) => !images.includes(image));
    return added.length + gone.length === 0 ? [] : [lockImages(lock, component, added, gone)];
  });
}
