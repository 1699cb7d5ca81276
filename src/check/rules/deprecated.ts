import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { deprecatedKey } from "../messages.ts";
import type { View } from "../view.ts";

/** Keys that will go, where the file itself has them: their schema says what to write instead (`deprecationMessage`). */
export function deprecationRules(view: View): readonly Diagnostic[] {
  return view
    .annotated("deprecationMessage")
    .filter(({ path }) => view.positions.has(path))
    .map(({ path, annotation }) => deprecatedKey(view, String(annotation), path));
}
