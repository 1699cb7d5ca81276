import { planHomelab } from "../compile.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../diagnostics/sources.ts";
import { renderText } from "../diagnostics/text.ts";
import { nodeFileSystem } from "../fs/node.ts";
import type { Plan } from "../plan/model.ts";
import { Stopwatch } from "../report/stopwatch.ts";
import { EXIT } from "./exit.ts";
import { PACKAGE } from "./package.ts";

/** Options of the commands that work on a homelab and its plan. */
export interface HomelabFlags {
  readonly file: string;
  readonly color: boolean;
}

/** The plan of a homelab; its warnings are told by builds, only errors here. */
export function planOf({ file }: HomelabFlags, sources: Sources): { plan?: Plan; diagnostics: Diagnostic[] } {
  const environment = { fs: nodeFileSystem, package: PACKAGE, sources };
  const { plan, diagnostics } = planHomelab(file, environment, new Stopwatch(() => performance.now()));
  return plan === undefined
    ? { diagnostics: [...diagnostics] }
    : { plan, diagnostics: diagnostics.filter(({ severity }) => severity === "error") };
}

/** Messages to stderr. */
export function tell(diagnostics: readonly Diagnostic[], flags: HomelabFlags, sources: Sources): number {
  const color = flags.color && process.env.NO_COLOR === undefined && process.stderr.isTTY === true;
  if (diagnostics.length > 0) process.stderr.write(`${renderText(diagnostics, { color, sources })}\n`);
  return hasErrors(diagnostics) ? EXIT.faults : EXIT.ok;
}
