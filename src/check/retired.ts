import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { RetiredProject } from "../schema/retired.ts";
import { getAt, type Json } from "../values/json.ts";
import { parsePath } from "../values/path.ts";
import { hasEnded } from "./messages.ts";

/** Where something stands that nothing knows. */
const UNKNOWN = new Set(["E_UNKNOWN_KEY", "E_UNKNOWN_PROVIDER", "E_ENUM"]);

/** An unknown key or value that once named a project is told as what became of it. */
export const withEnds = (
  diagnostics: readonly Diagnostic[],
  retired: readonly RetiredProject[],
  homelab: Json,
): readonly Diagnostic[] =>
  diagnostics.map((found) => {
    if (!UNKNOWN.has(found.code)) return found;
    const named = valueAt(homelab, found.path);
    const end = retired.find(
      ({ keys, names }) =>
        keys.some((key) => key === found.path) || (named !== undefined && names.includes(named)),
    );
    return end === undefined ? found : hasEnded(end, found);
  });

/** The text at a place, in lower case. */
function valueAt(homelab: Json, place: string | undefined): string | undefined {
  const path = place === undefined ? undefined : parsePath(place);
  const value = path === undefined ? undefined : getAt(homelab, path);
  return typeof value === "string" ? value.toLowerCase() : undefined;
}
