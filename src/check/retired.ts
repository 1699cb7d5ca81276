import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { RetiredKey } from "../schema/retired.ts";
import { keyRetired } from "./messages.ts";

/** An unknown key that once named a project is told as what became of it. */
export const withEnds = (
  diagnostics: readonly Diagnostic[],
  retired: readonly RetiredKey[],
): readonly Diagnostic[] =>
  diagnostics.map((found) => {
    const isUnknown = found.code === "E_UNKNOWN_KEY" || found.code === "E_UNKNOWN_PROVIDER";
    const end = isUnknown ? retired.find(({ path }) => path === found.path) : undefined;
    return end === undefined ? found : keyRetired(end, found);
  });
