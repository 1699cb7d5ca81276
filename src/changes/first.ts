import type { RunningNodes } from "../assemble/distributions/model.ts";
import type { Plan } from "../plan/model.ts";
import type { FileDifference, Need } from "./model.ts";

/** What a changed file of those that a cluster begins with needs: `20-cilium.yaml`, `20-cilium.values.yaml`. */
export function firstNeed(
  plan: Plan,
  { first }: RunningNodes,
  { path, before }: FileDifference,
): Omit<Need, "node"> {
  const cni = plan.capabilities.get("cni")?.component;
  const isOther =
    before === undefined && [`-${cni}.yaml`, `-${cni}.values.yaml`].some((ending) => path.endsWith(ending));
  return isOther
    ? { path, action: "found", reason: "another pod network: pods of the old one are not reached any more" }
    : { path, action: "nothing", reason: first };
}
