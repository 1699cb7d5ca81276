import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { slotConflict, slotEmpty } from "../../schema/messages.ts";
import { isArray, isObject } from "../../values/json.ts";
import type { View } from "../view.ts";

/** Sections that take one provider and have keys of their own beside it (`x-k8sgen-providers`). */
export function providerRules(view: View): readonly Diagnostic[] {
  return view.annotated("x-k8sgen-providers").flatMap(({ path, value, annotation }) => {
    // Another type of value is told by the schema.
    if (!isObject(value) || !isArray(annotation)) return [];
    const providers = annotation.map(String);
    // A name that is not known was meant to be one.
    const found = Object.keys(value).filter(
      (key) => providers.includes(key) || !view.knows([...path.map(String), key]),
    );
    const at = { path, positions: view.positions };
    if (found.length === 0) return [slotEmpty(providers, true, at)];
    return found.length > 1 ? [slotConflict(found, true, at)] : [];
  });
}
