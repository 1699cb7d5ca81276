import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { isArray, isObject } from "../../values/json.ts";
import { choiceConflict, choiceMissing } from "../messages.ts";
import type { View } from "../view.ts";

/** Maps of which exactly one of some keys is wanted, beside others that are free (`x-k8sgen-choice: [nfs, s3]`). */
export function choiceRules(view: View): readonly Diagnostic[] {
  return view.annotated("x-k8sgen-choice").flatMap(({ path, value, annotation }) => {
    // Another type of value is told by the schema.
    if (!isObject(value) || !isArray(annotation)) return [];
    const choices = annotation.map(String);
    const made = choices.filter((key) => Object.hasOwn(value, key));
    if (made.length === 0) return [choiceMissing(view, choices, path)];
    return made.length > 1 ? [choiceConflict(view, made, path)] : [];
  });
}
