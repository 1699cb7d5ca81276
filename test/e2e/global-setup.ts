import type { TestProject } from "vitest/node";
import { clientPath } from "../../scripts/clients.mjs";
import { PROGRAMS, programPath } from "../../scripts/control-plane.mjs";
import { toolPath } from "../../scripts/tools.mjs";
import { CHARTS } from "../support/root.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Why there can be no control plane on this machine; null where there can be. */
    readonly unavailable: string | null;
  }
}

/** Builds what is missing of a control plane, once for all suites; where that fails, they are skipped, and it is said. */
export default function setup({ provide }: TestProject): void {
  const reason = CHARTS === undefined ? "there is no folder of charts (K8SGEN_CHARTS)" : missingProgram();
  if (reason !== undefined) process.stderr.write(`The end-to-end tests are SKIPPED, not passed: ${reason}\n`);
  provide("unavailable", reason ?? null);
}

function missingProgram(): string | undefined {
  for (const program of PROGRAMS) {
    const { reason } = programPath(program);
    if (reason !== undefined) return `${program}: ${reason}`;
  }
  const kubectl = clientPath("kubectl").reason;
  if (kubectl !== undefined) return `kubectl: ${kubectl}`;
  const helm = toolPath("helm").reason;
  return helm === undefined ? undefined : `helm: ${helm}`;
}
