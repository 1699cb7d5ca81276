import type { ExpandedComponent } from "../../expand/model.ts";
import type { Plan } from "../../plan/model.ts";
import type { JsonObject } from "../../values/json.ts";
import { toYaml } from "../../values/yaml.ts";
import { firstObjects, joinDocuments, placeOf } from "../nodes/first-objects.ts";
import { newerHelmController } from "./helm-controller.ts";

/** One file of server/manifests. */
export interface ServerManifest {
  /** `20-name.yaml`: K3s applies the files in the order of their names. */
  readonly name: string;
  readonly text: string;
}

/** What K3s installs by itself before a GitOps engine can run. The same on all servers: each would undo the others'. */
export function serverManifests(
  plan: Plan,
  components: readonly ExpandedComponent[],
): readonly ServerManifest[] {
  return components
    .flatMap((expanded) => {
      if (expanded.component.blueprint.manifest.bootstrap === undefined) return [];
      const documents = [...firstObjects(expanded), ...helmChart(plan, expanded).map(toYaml)];
      return documents.length === 0
        ? []
        : [{ name: `${placeOf(expanded)}.yaml`, text: joinDocuments(documents) }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The release of a component as K3s' own controller installs it. The release is named after the object, which has to be
 * in kube-system. https://docs.k3s.io/helm, fields: https://github.com/k3s-io/helm-controller/blob/master/doc/helmchart.md
 */
function helmChart(plan: Plan, { component, bootstrapValues }: ExpandedComponent): readonly JsonObject[] {
  const { chart } = component.blueprint.manifest;
  if (chart === undefined || bootstrapValues === undefined) return [];
  const created = plan.namespaces.some(({ name }) => name === component.namespace);
  const repository = component.chartSource?.repository ?? chart.repository;
  const source = repository.startsWith("oci://")
    ? { chart: `${repository.replace(/\/$/, "")}/${chart.name}` }
    : { repo: repository, chart: chart.name };
  return [
    {
      apiVersion: "helm.cattle.io/v1",
      kind: "HelmChart",
      metadata: { name: component.releaseName, namespace: "kube-system" },
      spec: {
        ...source,
        version: chart.version,
        targetNamespace: component.namespace,
        ...(created ? { createNamespace: true } : {}),
        // The job runs in the host's network, on a node that is not ready yet.
        bootstrap: true,
        // The default uninstalls what did not come up in time, and with it everything that depends on it.
        failurePolicy: newerHelmController(plan) === undefined ? "retry" : "abort",
        timeout: chart.timeout,
        valuesContent: toYaml(bootstrapValues.value),
      },
    },
  ];
}
