import type { Blueprint } from "./blueprints.ts";

/** A key that people would write for a project that has ended. */
export interface RetiredKey {
  /** As `network.cni.x`. */
  readonly path: string;
  /** Name of the project. */
  readonly title: string;
  /** Year and month. */
  readonly since: string;
  /** Slot to use instead. */
  readonly successor: string;
}

/** The keys of projects of which nothing is left to install, of all blueprints. */
export const retiredKeys = (blueprints: readonly Blueprint[]): readonly RetiredKey[] =>
  blueprints.flatMap(({ manifest: { metadata, retired } }) =>
    retired === undefined
      ? []
      : (retired.keys ?? []).map((path) => ({
          path,
          title: metadata.title,
          since: retired.since,
          successor: retired.successor,
        })),
  );
