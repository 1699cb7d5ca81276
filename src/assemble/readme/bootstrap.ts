import type { ExpandedComponent } from "../../expand/model.ts";
import type { Plan } from "../../plan/model.ts";
import { distributionOf } from "../distributions/distribution.ts";
import type { DeliveryEngine } from "../engines/model.ts";

/** From flashed cards to a cluster that follows Git, command by command. */
export const bootstrapSection = (
  engine: DeliveryEngine,
  plan: Plan,
  components: readonly ExpandedComponent[],
): string =>
  [...distributionOf(plan).readme.steps(engine, plan, components), ...engine.readme.steps(plan)]
    .map(([title, text], index) => `### ${index + 1}. ${title}\n\n${text}`)
    .join("\n\n");
