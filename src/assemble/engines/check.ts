import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Plan } from "../../plan/model.ts";
import { recipientsOf } from "../../secrets/recipients.ts";
import { ENGINES } from "./engine.ts";
import { cannotDecrypt, notRendered, unknownEngine } from "./messages.ts";
import { engineKey, isRendered } from "./repository.ts";

/** Whether there is an engine for what the homelab names, and whether it can do what the homelab asks of it. */
export function engineFaults(plan: Plan): readonly Diagnostic[] {
  const key = engineKey(plan);
  const engine = ENGINES[key];
  if (engine === undefined)
    return [unknownEngine(key, Object.keys(ENGINES), plan.tracked.originOf(["delivery", key]))];
  if (isRendered(plan) && engine.rendered === undefined)
    return [notRendered(engine.title, plan.tracked.originOf(["delivery", "rendered"]))];
  const releases = isRendered(plan) ? [] : (engine.releaseFaults?.(plan) ?? []);
  if (releases.length > 0) return releases;
  if (recipientsOf(plan.homelab) === undefined || engine.decrypts) return [];
  const decrypting = Object.keys(ENGINES).find((other) => ENGINES[other]?.decrypts) ?? "";
  return [cannotDecrypt(engine.title, decrypting, plan.tracked.originOf(["secrets", "sops"]))];
}
