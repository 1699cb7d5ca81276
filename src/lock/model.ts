import type { ChartSource } from "../plan/mirror.ts";
import type { Component } from "../plan/model.ts";

/** The chart of a component, as its blueprint pins it. */
export interface WantedChart {
  readonly component: Component;
  readonly name: string;
  /** Helm repository (https://), or OCI registry path that holds the chart (oci://), as the blueprint names it. */
  readonly repository: string;
  /** Where it is fetched: that repository, or what stands in for it. */
  readonly source: ChartSource;
  readonly version: string;
}

/** What the lock records of a component's chart. */
export interface LockedChart {
  /** Name of the component. */
  readonly component: string;
  readonly chart: string;
  readonly repository: string;
  readonly version: string;
  /** Where the archive was fetched; absent where it came from a folder of archives. */
  readonly url?: string;
  /** `sha256:` and 64 hexadecimal digits, over the archive. */
  readonly digest: string;
  /** Version of the program, as the chart states it; absent where it states none. */
  readonly appVersion?: string;
}

/** Name of the file beside homelab.yaml. */
export const LOCK_FILE = "k8sgen.lock";

/** True where the lock speaks of exactly the chart that the blueprint pins. */
export const isLocked = (locked: LockedChart, wanted: WantedChart): boolean =>
  locked.chart === wanted.name &&
  locked.repository === wanted.repository &&
  locked.version === wanted.version;

/** The chart of a component; undefined where it has none. */
export function wantedOf(component: Component): WantedChart | undefined {
  const { chart } = component.blueprint.manifest;
  if (chart === undefined) return undefined;
  const { name, repository, version } = chart;
  return { component, name, repository, version, source: component.chartSource ?? { repository } };
}
