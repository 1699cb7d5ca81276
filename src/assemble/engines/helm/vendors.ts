import type { Plan } from "../../../plan/model.ts";
import { getAt } from "../../../values/json.ts";
import { engineKey } from "../repository.ts";

/** Whether the homelab wants the archives of the charts beside its own. */
export const vendors = (plan: Plan): boolean =>
  getAt(plan.tracked.value, ["delivery", engineKey(plan), "vendor"]) === true;
