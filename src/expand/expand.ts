import { type Diagnostic, hasErrors, type Result } from "../diagnostics/diagnostic.ts";
import type { RemoteManifest } from "../lock/remote.ts";
import { baseContext, visibleCapabilities, visibleContributions } from "../plan/context.ts";
import type { Component, Plan } from "../plan/model.ts";
import { expandTemplate } from "../template/expand.ts";
import { type Tracked, trackedConstant, trackedRecord } from "../values/tracked.ts";
import type { ExpandedComponent, ExpandedManifest } from "./model.ts";
import { duplicateObjects, objectFaults } from "./objects.ts";
import { expandRouter } from "./router.ts";
import { bootstrapValues, releaseValues } from "./values.ts";

/** Expands the templates of every component to Helm values and Kubernetes objects. */
export function expandPlan(
  plan: Plan,
  remote: readonly RemoteManifest[] = [],
): Result<readonly ExpandedComponent[]> {
  const diagnostics: Diagnostic[] = [];
  const components = plan.components.map((component) =>
    withRemote(expandComponent(component, plan, diagnostics), remote),
  );
  diagnostics.push(...duplicateObjects(components));
  return hasErrors(diagnostics) ? { diagnostics } : { value: components, diagnostics };
}

function expandComponent(component: Component, plan: Plan, diagnostics: Diagnostic[]): ExpandedComponent {
  const context = trackedRecord({
    ...baseContext(component, plan.core, plan.facts),
    capabilities: visibleCapabilities(component, plan.capabilities),
    contributions: visibleContributions(component, plan.contributions),
    namespaces: trackedConstant(plan.namespaces.map(({ name }) => name)),
  });
  const { manifest, folder } = component.blueprint;
  const hasChart = manifest.chart !== undefined;
  return {
    component,
    ...(hasChart ? { values: releaseValues(component, plan, context, diagnostics) } : {}),
    ...(hasChart && manifest.bootstrap !== undefined
      ? { bootstrapValues: bootstrapValues(component, context, diagnostics) }
      : {}),
    manifests: folder.manifests.flatMap((file): ExpandedManifest[] => {
      if (!file.template) return [{ name: file.name, text: file.text, source: file.file }];
      const objects = expandObjects(component, file, context, diagnostics);
      return objects.length === 0 ? [] : [{ name: file.name, objects, source: file.file }];
    }),
    router: expandRouter(component, context, diagnostics),
  };
}

/** Manifests of the web that are copied stand before the component's own: CRDs before objects of their kinds. */
function withRemote(expanded: ExpandedComponent, remote: readonly RemoteManifest[]): ExpandedComponent {
  const own = remote.filter(({ component }) => component === expanded.component.name);
  if (own.length === 0) return expanded;
  const copied = own.filter(({ use }) => use === "copy");
  return {
    ...expanded,
    manifests: [
      ...copied.map(({ name, text, url }) => ({ name: `${name}.yaml`, text, source: url })),
      ...expanded.manifests,
    ],
    remote: own,
  };
}

function expandObjects(
  component: Component,
  file: { file: string; text: string },
  context: Tracked,
  diagnostics: Diagnostic[],
): readonly Tracked[] {
  const expanded = expandTemplate(file, context, component.blueprint.folder.files);
  diagnostics.push(...expanded.diagnostics);
  const objects = expanded.value ?? [];
  diagnostics.push(...objects.flatMap(objectFaults));
  return objects;
}
