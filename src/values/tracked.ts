import type { Location } from "../diagnostics/diagnostic.ts";
import { getAt, type Json, type Path } from "./json.ts";

/** Where in the user's file a value was written, or would be written where it is a default. */
export interface ValuePlace {
  /** Key path in the file, for people. */
  readonly path: string;
  readonly location: Location;
}

/** Where a node of a generated value came from. */
export interface Origin {
  /** The values line: what the user wrote. Absent where a blueprint's own text made the node. */
  readonly value?: ValuePlace;
  /** The line of the blueprint's template (or of its static file) that put the node there. */
  readonly template?: Location;
}

/** A value that knows where each of its nodes came from. */
export interface Tracked {
  readonly value: Json;
  /** The origin of a node, or of its nearest parent that has one. */
  originOf(path: Path): Origin;
}

/** The part of a tracked value below a path; undefined where there is nothing. */
export function trackedAt(tracked: Tracked, path: Path): Tracked | undefined {
  if (path.length === 0) return tracked;
  const value = getAt(tracked.value, path);
  return value === undefined
    ? undefined
    : { value, originOf: (below) => tracked.originOf([...path, ...below]) };
}

/** A value with one origin for all of its nodes. */
export const trackedConstant = (value: Json, origin: Origin = {}): Tracked => ({
  value,
  originOf: () => origin,
});

/** A map of tracked values as one tracked value. */
export function trackedRecord(entries: Readonly<Record<string, Tracked>>): Tracked {
  const value = Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, entry.value]));
  return {
    value,
    originOf([head, ...rest]) {
      return (
        (head !== undefined && Object.hasOwn(entries, head) ? entries[head]?.originOf(rest) : undefined) ?? {}
      );
    },
  };
}

/** A list of tracked values as one tracked value. */
export function trackedList(items: readonly Tracked[]): Tracked {
  return {
    value: items.map((item) => item.value),
    originOf: ([head, ...rest]) => (typeof head === "number" ? items[head]?.originOf(rest) : undefined) ?? {},
  };
}

/** The place to show for a node: the user's line where there is one, else the blueprint's. */
export function primaryLocation(origin: Origin): Location | undefined {
  return origin.value?.location ?? origin.template;
}
