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
  /** Images that the component's objects name, sorted; absent where they could not be rendered. */
  readonly images?: readonly string[];
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

/** A manifest on the web that a blueprint names. */
export interface WantedManifest {
  readonly component: Component;
  readonly name: string;
  readonly url: string;
  readonly version: string;
  readonly use: "copy" | "schemas";
  /** Position in the blueprint's list. */
  readonly index: number;
}

/** What the lock records of a manifest. */
export interface LockedManifest {
  /** Name of the component. */
  readonly component: string;
  readonly name: string;
  readonly url: string;
  readonly version: string;
  /** `sha256:` and 64 hexadecimal digits, over the file. */
  readonly digest: string;
}

/** The manifests of a component that are on the web. */
export const wantedManifestsOf = (component: Component): readonly WantedManifest[] =>
  (component.blueprint.manifest.remoteManifests ?? []).map(({ name, url, version, use = "copy" }, index) => ({
    component,
    name,
    url,
    version,
    use,
    index,
  }));

/** True where the lock speaks of exactly the file that the blueprint names. */
export const isLockedManifest = (locked: LockedManifest, wanted: WantedManifest): boolean =>
  locked.url === wanted.url && locked.version === wanted.version;
