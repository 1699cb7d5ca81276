import type { ExpandedComponent } from "../../expand/model.ts";
import type { Plan } from "../../plan/model.ts";
import { recipientsOf } from "../../secrets/recipients.ts";
import { distributionOf } from "../distributions/distribution.ts";
import type { DeliveryEngine } from "../engines/model.ts";
import { guestOf } from "../laptop/laptop.ts";
import { isLaptop } from "../laptop/model.ts";
import { commands } from "./markdown.ts";

/** What stands on the machine of whoever sets the homelab up. */
export function toolsSection(
  engine: DeliveryEngine,
  plan: Plan,
  components: readonly ExpandedComponent[],
): string {
  const { homelab, facts } = plan;
  const tools = [...engine.readme.tools, ...distributionOf(plan).readme.tools(components)];
  const minor = homelab.kubernetes.version.replace(/^v(\d+\.\d+)\..*$/, "$1");
  return [
    "On your own machine:",
    "",
    "- `k8sgen`, `ssh`, `openssl` and `git`",
    `- [kubectl](https://kubernetes.io/docs/tasks/tools/) ${minor}`,
    ...(recipientsOf(homelab) === undefined
      ? []
      : ["- [age](https://github.com/FiloSottile/age#installation), for its `age-keygen`"]),
    ...(isLaptop(plan) ? [`- ${guestOf(plan).tool}`] : []),
    ...[...new Set(tools)].map((tool) => `- ${tool}`),
    "",
    "What opens the cluster or a backup stays out of Git, in a folder of its own:",
    "",
    commands([`mkdir -p -m 700 "${facts.keyFolder}"`]),
  ].join("\n");
}
