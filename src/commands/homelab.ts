import { planHomelab } from "../compile.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../diagnostics/sources.ts";
import { nodeFileSystem } from "../fs/node.ts";
import type { Plan } from "../plan/model.ts";
import { Stopwatch } from "../report/stopwatch.ts";
import type { HomelabOptions } from "./options.ts";
import { PACKAGE } from "./package.ts";

/** Options of the commands that work on a homelab and its plan. */
export interface HomelabFlags extends HomelabOptions {
  readonly color: boolean;
}

/** The plan of a homelab; its warnings are told by builds, only errors here. */
export function planOf(
  { file, overlays }: HomelabFlags,
  sources: Sources,
): { plan?: Plan; diagnostics: Diagnostic[] } {
  const environment = { fs: nodeFileSystem, package: PACKAGE, sources, overlays };
  const { plan, diagnostics } = planHomelab(file, environment, new Stopwatch(() => performance.now()));
  return plan === undefined
    ? { diagnostics: [...diagnostics] }
    : { plan, diagnostics: diagnostics.filter(({ severity }) => severity === "error") };
}
