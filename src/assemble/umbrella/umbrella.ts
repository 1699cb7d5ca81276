import type { ExpandedComponent } from "../../expand/model.ts";
import type { Plan } from "../../plan/model.ts";
import type { Json } from "../../values/json.ts";
import { type Tracked, trackedConstant, trackedRecord } from "../../values/tracked.ts";
import type { DeliveryEngine } from "../engines/model.ts";
import type { FileTree } from "../tree.ts";
import { chartFile } from "./chart-file.ts";
import { CHART, releaseFile } from "./folder.ts";
import { umbrellaSchema } from "./schema.ts";
import { namespaces, notes, releaseTemplate } from "./templates.ts";

/** The umbrella chart: one release for each component that has a chart. */
export function addUmbrella(
  tree: FileTree,
  engine: DeliveryEngine,
  plan: Plan,
  components: readonly ExpandedComponent[],
): void {
  if (engine.umbrella !== undefined) {
    engine.umbrella.add(tree, plan, components);
    return;
  }
  const releases = components.filter(({ values }) => values !== undefined);
  const values = umbrellaValues(engine, plan, releases);
  tree.yaml(`${CHART}/Chart.yaml`, chartFile(plan, "one release for each of its components"));
  tree.objects(
    `${CHART}/values.yaml`,
    [values],
    "Versions and values of every release. Which releases there are is decided in homelab.yaml.",
  );
  tree.text(
    `${CHART}/values.schema.json`,
    `${JSON.stringify(umbrellaSchema(engine, releases, plan.namespaces), null, 2)}\n`,
  );
  tree.text(`${CHART}/templates/_release.tpl`, engine.template);
  tree.text(`${CHART}/templates/namespaces.yaml`, namespaces(engine.umbrellaNoPrune));
  tree.text(`${CHART}/templates/NOTES.txt`, notes(engine.watch[0] ?? ""));
  for (const { component } of releases)
    tree.text(`${CHART}/${releaseFile(component.name)}`, releaseTemplate(component.name));
}

function umbrellaValues(engine: DeliveryEngine, plan: Plan, releases: readonly ExpandedComponent[]): Tracked {
  const created = Object.fromEntries(
    plan.namespaces.map(({ name, podSecurity }) => [name, trackedConstant({ podSecurity })]),
  );
  return trackedRecord({
    wait: trackedConstant(true),
    namespaces: trackedRecord(created),
    components: trackedRecord(
      Object.fromEntries(
        releases.map((release) => [release.component.name, componentValues(engine, release, plan, releases)]),
      ),
    ),
  });
}

function componentValues(
  engine: DeliveryEngine,
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
    ...Object.fromEntries(
      Object.entries(engine.fields).map(([key, { value }]) => [key, value(component, plan)]),
    ),
    dependsOn,
  };
  return trackedRecord({
    ...Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, trackedConstant(value)])),
    values: values ?? trackedConstant({}),
  });
}
