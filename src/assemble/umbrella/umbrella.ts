import type { ExpandedComponent } from "../../expand/model.ts";
import type { Plan } from "../../plan/model.ts";
import type { Json, JsonObject } from "../../values/json.ts";
import { type Tracked, trackedConstant, trackedRecord } from "../../values/tracked.ts";
import type { FileTree } from "../tree.ts";
import { umbrellaSchema } from "./schema.ts";
import { FLUX_RELEASE, NAMESPACES, NOTES, releaseTemplate } from "./templates.ts";

/** Folder of the umbrella chart in the output. */
export const CHART = "chart";

/** The umbrella chart: one release for each component that has a chart. */
export function addUmbrella(tree: FileTree, plan: Plan, components: readonly ExpandedComponent[]): void {
  const releases = components.filter(({ values }) => values !== undefined);
  const values = umbrellaValues(plan, releases);
  tree.yaml(`${CHART}/Chart.yaml`, chartFile(plan));
  tree.objects(
    `${CHART}/values.yaml`,
    [values],
    "Versions and values of every release. Which releases there are is decided in homelab.yaml.",
  );
  tree.text(
    `${CHART}/values.schema.json`,
    `${JSON.stringify(umbrellaSchema(releases, plan.namespaces), null, 2)}\n`,
  );
  tree.text(`${CHART}/templates/_release.tpl`, FLUX_RELEASE);
  tree.text(`${CHART}/templates/namespaces.yaml`, NAMESPACES);
  tree.text(`${CHART}/templates/NOTES.txt`, NOTES);
  for (const { component } of releases)
    tree.text(`${CHART}/templates/${component.name}.yaml`, releaseTemplate(component.name));
}

function chartFile({ homelab }: Plan): JsonObject {
  const { name, version } = homelab.metadata;
  return {
    apiVersion: "v2",
    name,
    description: `The homelab ${name}: one release for each of its components.`,
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

function umbrellaValues(plan: Plan, releases: readonly ExpandedComponent[]): Tracked {
  const namespaces = Object.fromEntries(
    plan.namespaces.map(({ name, podSecurity }) => [name, trackedConstant({ podSecurity })]),
  );
  return trackedRecord({
    wait: trackedConstant(true),
    namespaces: trackedRecord(namespaces),
    components: trackedRecord(
      Object.fromEntries(
        releases.map((release) => [release.component.name, componentValues(release, plan, releases)]),
      ),
    ),
  });
}

function componentValues(
  { component, values }: ExpandedComponent,
  plan: Plan,
  releases: readonly ExpandedComponent[],
): Tracked {
  const chart = component.blueprint.manifest.chart;
  const released = new Set(releases.map((release) => release.component.name));
  const dependsOn = (plan.dependsOn.get(component.name) ?? []).filter((name) => released.has(name));
  const facts: Readonly<Record<string, Json>> = {
    chart: chart?.name ?? component.name,
    repository: component.chartSource?.repository ?? "",
    version: chart?.version ?? "",
    releaseName: component.releaseName,
    namespace: component.namespace,
    timeout: chart?.timeout ?? "10m",
    crds: chart?.crds ?? "none",
    hooks: chart?.hooks ?? true,
    dependsOn,
  };
  return trackedRecord({
    ...Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, trackedConstant(value)])),
    values: values ?? trackedConstant({}),
  });
}
