import type { Plan } from "../../../plan/model.ts";
import type { JsonObject } from "../../../values/json.ts";
import { CRDS_UNIT, NAMESPACES_UNIT, planUnits, type Unit } from "../../rendered/units.ts";
import { GITOPS, type RenderedDelivery } from "../model.ts";
import { repositoryPath } from "../repository.ts";
import { addFolders, FLUX, SOURCE } from "./entry.ts";
import { FLUX_RENDERED_TEXT } from "./readme.ts";

/** Flux applies the rendered objects by one Kustomization for each part, ordered by dependsOn. */
export const FLUX_RENDERED: RenderedDelivery = {
  // What cannot be changed is made anew. https://fluxcd.io/flux/components/kustomize/kustomizations/#force
  hooks: { runs: { "kustomize.toolkit.fluxcd.io/force": "enabled" } },
  watch: ["flux get kustomizations --watch"],
  readme: FLUX_RENDERED_TEXT,
  addEntry(tree, plan, components, secrets, releases) {
    const path = repositoryPath(plan);
    for (const unit of planUnits(plan, releases))
      tree.yaml(`${GITOPS}/${unit.name}.yaml`, kustomization(unit, path, timeoutOf(plan, unit)));
    addFolders(tree, path, components, secrets);
  },
};

const timeoutOf = (plan: Plan, { component }: Unit): string =>
  plan.components.find(({ name }) => name === component)?.blueprint.manifest.chart?.timeout ?? "10m";

/**
 * It waits for what it applies, so that what depends on it finds it running, as a release would.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/
 */
function kustomization({ name, folder, dependsOn }: Unit, path: string, timeout: string): JsonObject {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace: FLUX },
    spec: {
      interval: "10m",
      retryInterval: "30s",
      timeout,
      path: `./${path}/${folder}`,
      // Each of them carries a mark, too; but nothing of these folders may ever go by itself.
      prune: name !== CRDS_UNIT && name !== NAMESPACES_UNIT,
      wait: true,
      ...(dependsOn.length === 0 ? {} : { dependsOn: dependsOn.map((other) => ({ name: other })) }),
      sourceRef: SOURCE,
    },
  };
}
