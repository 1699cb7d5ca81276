import type { Plan } from "../../plan/model.ts";

/** What stands on the machine of whoever sets the homelab up. */
export function toolsSection({ homelab }: Plan): string {
  const minor = homelab.kubernetes.version.replace(/^v(\d+\.\d+)\..*$/, "$1");
  return [
    "On your own machine:",
    "",
    "- `ssh`, `openssl` and `git`",
    `- [kubectl](https://kubernetes.io/docs/tasks/tools/) ${minor}`,
    "- [flux](https://fluxcd.io/flux/installation/#install-the-flux-cli)",
  ].join("\n");
}
