import { createHash } from "node:crypto";
import type { LockedChart } from "../lock/model.ts";
import type { Plan } from "../plan/model.ts";
import type { Json } from "../values/json.ts";

/** Name of the inventory in the output. */
export const INVENTORY = "k8sgen.json";

/**
 * What was written and from what: every other file with its digest, and the charts that the output refers to, with the
 * digest and the images that the lock records.
 */
export function inventory(
  plan: Plan,
  locked: readonly LockedChart[],
  files: ReadonlyMap<string, Uint8Array>,
): string {
  const { promotedFrom } = plan.homelab.metadata;
  const value: Json = {
    apiVersion: "k8sgen.dev/v1",
    kind: "Inventory",
    name: plan.homelab.metadata.name,
    version: plan.homelab.metadata.version,
    ...(promotedFrom === undefined ? {} : { promotedFrom }),
    kubernetes: plan.homelab.kubernetes.version,
    charts: plan.components.flatMap(({ name, blueprint, chartSource }) => {
      const chart = blueprint.manifest.chart;
      const lock = locked.find(({ component }) => component === name);
      return chart === undefined
        ? []
        : [
            {
              component: name,
              name: chart.name,
              version: chart.version,
              repository: chartSource?.repository ?? chart.repository,
              ...(lock === undefined ? {} : { digest: lock.digest }),
              ...(lock?.images === undefined ? {} : { images: lock.images }),
            },
          ];
    }),
    files: Object.fromEntries(
      [...files].map(([path, bytes]) => [path, `sha256:${createHash("sha256").update(bytes).digest("hex")}`]),
    ),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
