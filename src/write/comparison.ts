import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { editedRemoved, editedReplaced, moreEdited } from "./messages.ts";
import { type Place, sorted } from "./paths.ts";
import type { Survey } from "./survey.ts";

/** How an output folder differs from a tree: paths relative to the folder, with `/`, sorted by code unit. */
export interface Comparison {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** Files that an earlier build wrote and that are no longer wanted. */
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
  /** What no build wrote, and no build touches; a folder that holds nothing else is one entry, with `/` at its end. */
  readonly foreign: readonly string[];
  /** Those of `changed` and `removed` that were changed by hand since the earlier build. */
  readonly edited: readonly string[];
}

export const isUpToDate = ({ added, changed, removed }: Survey): boolean =>
  added.length + changed.size + removed.size === 0;

export function comparisonOf(found: Survey): Comparison {
  return {
    added: sorted(found.added),
    changed: sorted(found.changed.keys()),
    removed: sorted(found.removed.keys()),
    unchanged: sorted(found.unchanged),
    foreign: sorted(found.foreign),
    edited: sorted(found.edited),
  };
}

/** Beyond this many files it was a tool, not a hand, and one more line says so. */
const EDITED_TOLD = 10;

/** What `writeTree` says about files that it replaced or removed though a hand had changed them. */
export function editedWarnings(place: Place, found: Survey): readonly Diagnostic[] {
  const edited = sorted(found.edited);
  const warnings = edited
    .slice(0, EDITED_TOLD)
    .map((path) => (found.removed.has(path) ? editedRemoved : editedReplaced)(`${place.shown}/${path}`));
  const more = edited.length - warnings.length;
  return more > 0 ? [...warnings, moreEdited(place.shown, more)] : warnings;
}
