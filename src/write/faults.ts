import { dirname, join, relative } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { DiskError } from "./disk.ts";
import { readFailed, writeFailed, writeUnfinished } from "./messages.ts";
import type { Place } from "./paths.ts";
import { reasonOf } from "./reasons.ts";

/** Writing failed, and nothing is changed. */
export function failure(place: Place, error: DiskError): Diagnostic {
  const { text, hint } = reasonOf(error.code);
  return writeFailed(showPath(place, error.path), text, hint);
}

/** Writing failed, and so did going back. */
export function unfinished(place: Place, error: DiskError): Diagnostic {
  return writeUnfinished(place.shown, showPath(place, error.path), reasonOf(error.code).text);
}

/** What stands in the folder could not be read. */
export function unreadable(place: Place, error: DiskError): Diagnostic {
  const { text, hint } = reasonOf(error.code);
  return readFailed(showPath(place, error.path), text, hint);
}

/** A path as the user would write it. A staged file is told by the path that it will have. */
export function showPath(place: Place, path: string): string {
  for (const root of [place.fresh, place.old, place.target]) {
    const inside = relative(root, path);
    if (inside === "") return place.shown;
    if (!inside.startsWith("..")) return `${place.shown}/${inside.replaceAll("\\", "/")}`;
  }
  return join(dirname(place.shown), relative(place.parent, path));
}
