import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import { FileSystemError } from "../fs/filesystem.ts";
import { wantedOf } from "../lock/model.ts";
import { type Shelf, takeArchive } from "../lock/shelf.ts";
import type { Plan } from "../plan/model.ts";
import { ENGINES } from "./engines/engine.ts";
import { vendorMissing } from "./engines/messages.ts";
import { engineKey } from "./engines/repository.ts";

/** The components with the archives of their charts, where the engine's umbrella has them in it. */
export function withArchives(
  plan: Plan,
  components: readonly ExpandedComponent[],
  shelf: Shelf,
): Result<readonly ExpandedComponent[]> {
  if (ENGINES[engineKey(plan)]?.umbrella?.vendors(plan) !== true)
    return { value: components, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const value = components.map((expanded) => {
    const wanted = wantedOf(expanded.component);
    if (wanted === undefined) return expanded;
    const found = taken(shelf, wanted);
    if (found !== undefined && "archive" in found) return { ...expanded, archive: found.archive.bytes };
    const origin = plan.tracked.originOf(["delivery", engineKey(plan), "vendor"]);
    diagnostics.push(found?.fault ?? vendorMissing(wanted, shelf.folder, origin));
    return expanded;
  });
  return { value, diagnostics };
}

/** What cannot be read is not at hand. */
function taken(shelf: Shelf, wanted: Parameters<typeof takeArchive>[1]): ReturnType<typeof takeArchive> {
  try {
    return takeArchive(shelf, wanted);
  } catch (error) {
    if (error instanceof FileSystemError) return undefined;
    throw error;
  }
}
