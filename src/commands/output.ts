import { Option } from "commander";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../diagnostics/sources.ts";
import { renderText } from "../diagnostics/text.ts";
import { EXIT } from "./exit.ts";

/** `-o, --output`: for people, or one JSON document. */
export const formatOption = (): Option =>
  new Option("-o, --output <format>", "text or json").choices(["text", "json"]).default("text");

/** Messages to stderr, in colours where a person reads them and did not refuse. https://no-color.org */
export function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  flags: { readonly color: boolean },
  sources: Sources,
): void {
  const color = flags.color && process.env.NO_COLOR === undefined && process.stderr.isTTY === true;
  if (diagnostics.length > 0) process.stderr.write(`${renderText(diagnostics, { color, sources })}\n`);
}

/** Messages to stderr; how the command ends. */
export function tell(
  diagnostics: readonly Diagnostic[],
  flags: { readonly color: boolean },
  sources: Sources,
): number {
  printDiagnostics(diagnostics, flags, sources);
  return hasErrors(diagnostics) ? EXIT.faults : EXIT.ok;
}
