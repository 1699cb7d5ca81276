import type { Blueprint } from "./blueprints.ts";

/** A project that has ended, and where people would look for it. */
export interface RetiredProject {
  /** Keys, as `network.cni.x`. */
  readonly keys: readonly string[];
  /** Values that name it, in lower case. */
  readonly names: readonly string[];
  /** Name of the project. */
  readonly title: string;
  /** Year and month. */
  readonly since: string;
  /** Slot to use instead, or what to do, in words. */
  readonly successor: string;
}

/** The projects of which nothing is left to install, of all blueprints. */
export const retiredProjects = (blueprints: readonly Blueprint[]): readonly RetiredProject[] =>
  blueprints.flatMap(({ manifest: { metadata, retired } }) =>
    retired === undefined
      ? []
      : [
          {
            keys: retired.keys ?? [],
            names: retired.names ?? [],
            title: metadata.title,
            since: retired.since,
            successor: retired.successor,
          },
        ],
  );
