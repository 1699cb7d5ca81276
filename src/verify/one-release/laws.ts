import { namespaceOf } from "../../assemble/engines/helm/namespace.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ExpandedComponent } from "../../expand/model.ts";
import type { Component, Plan } from "../../plan/model.ts";
import { groupOf } from "../../values/api-version.ts";
import { getAt } from "../../values/json.ts";
import { beforeRelease, kindsInTemplates, otherNamespace } from "./messages.ts";

/** The laws of one release that a plan tells without its charts: namespaces, what comes before, and kinds of blueprints. */
export function plannedFaults(plan: Plan, components: readonly ExpandedComponent[]): readonly Diagnostic[] {
  const namespace = namespaceOf(plan);
  const charted = plan.components.filter(({ blueprint }) => blueprint.manifest.chart !== undefined);
  const early = charted.filter(({ blueprint }) => blueprint.manifest.bootstrap !== undefined);
  return [
    ...early.map(beforeRelease),
    ...charted
      .filter((component) => !early.includes(component) && component.namespace !== namespace)
      .map((component) => otherNamespace(component, namespace)),
    ...charted.flatMap((component) => {
      const kinds = usedKinds(component, components);
      return kinds.length === 0 ? [] : [kindsInTemplates(component, kinds)];
    }),
  ];
}

/** Custom resources among raw manifests whose kinds a chart brings with its templates. */
function usedKinds(
  { blueprint: { manifest } }: Component,
  components: readonly ExpandedComponent[],
): readonly string[] {
  if (manifest.chart?.crds !== "templates" || manifest.bootstrap !== undefined) return [];
  const groups = (manifest.crds ?? []).flatMap((entry) => entry.groups);
  const kinds = components.flatMap(({ manifests }) =>
    manifests.flatMap(({ objects = [] }) =>
      objects.flatMap(({ value }) =>
        groups.includes(groupOf(String(getAt(value, ["apiVersion"]))))
          ? [String(getAt(value, ["kind"]))]
          : [],
      ),
    ),
  );
  return [...new Set(kinds)].sort();
}
