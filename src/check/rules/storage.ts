import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { noDefaultStorage, noSuchProvider } from "../messages.ts";
import type { View } from "../view.ts";

/** The default provider of storage is one that is switched on. */
export function storageRules(view: View): readonly Diagnostic[] {
  const providers = Object.keys(view.map(["storage"])).filter((key) => key !== "default");
  // A provider that does not exist is told by the schema; the default may well mean it.
  if (providers.some((provider) => !view.knows(["storage", provider]))) return [];
  const name = view.text(["storage", "default"]);
  if (name === undefined) return providers.length > 1 ? [noDefaultStorage(view, providers)] : [];
  return providers.includes(name) ? [] : [noSuchProvider(view, name, providers, nearest(name, providers))];
}
