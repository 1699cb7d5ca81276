import type { CheckResult } from "../check/check.ts";
import type { Code } from "../diagnostics/codes.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Blueprint } from "../schema/blueprints.ts";
import { isBelow } from "../values/path.ts";
import { makePlan, type PlanSchemas } from "./plan.ts";

/** Faults that speak of the user's choices; those of templates may come from a value that was exchanged. */
const CHOICES: ReadonlySet<Code> = new Set<Code>([
  "E_ARCHITECTURE",
  "E_CAPABILITY_CONFLICT",
  "E_CAPABILITY_MISSING",
  "E_COMPONENT",
  "E_CONTRIBUTION_UNMET",
  "E_HOST_DUPLICATE",
  "E_NAME_DUPLICATE",
  "E_REFERENCE",
  "E_SLOT_NEEDS",
]);

/** Faults that may only follow from a component that is not there. */
const OF_ABSENCE: ReadonlySet<Code> = new Set<Code>([
  "E_CAPABILITY_MISSING",
  "E_CONTRIBUTION_UNMET",
  "E_REFERENCE",
  "E_SLOT_NEEDS",
]);

/** Faults after which nobody knows which components were meant. */
const UNKNOWN_CHOICE: ReadonlySet<Code> = new Set<Code>([
  "E_REFERENCE",
  "E_SLOT_CONFLICT",
  "E_SLOT_EMPTY",
  "E_UNKNOWN_PROVIDER",
]);

/**
 * What planning finds in a homelab that has faults already, as far as it has nothing to do with them: a misspelt key
 * hides no component that is missing elsewhere.
 */
export function faultsBeside(
  beside: NonNullable<CheckResult["beside"]>,
  known: readonly Diagnostic[],
  blueprints: readonly Blueprint[],
  schemas: PlanSchemas,
): readonly Diagnostic[] {
  const isOpen = known.some(({ code }) => UNKNOWN_CHOICE.has(code));
  return makePlan(beside.homelab, blueprints, schemas).diagnostics.filter(
    ({ code, path }) =>
      CHOICES.has(code) && !(isOpen && OF_ABSENCE.has(code)) && !isBelow(path, beside.changed),
  );
}
