import type { Plan } from "../../plan/model.ts";
import type { JsonObject } from "../../values/json.ts";

/** Chart.yaml without dependencies. */
export function chartFile({ homelab }: Plan, description: string): JsonObject {
  const { name, version } = homelab.metadata;
  return {
    apiVersion: "v2",
    name,
    description: `The homelab ${name}: ${description}.`,
    type: "application",
    version,
    appVersion: homelab.kubernetes.version,
    icon: "https://raw.githubusercontent.com/kubernetes/kubernetes/master/logo/logo.svg",
    kubeVersion: `>=${homelab.kubernetes.version
      .split("+")[0]
      ?.replace(/^v/, "")
      .replace(/\.\d+$/, ".0")}-0`,
  };
}
