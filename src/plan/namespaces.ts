import type { Component, PlannedNamespace } from "./model.ts";

const LEVELS = ["restricted", "baseline", "privileged"] as const;

/** Namespaces that Kubernetes itself makes. */
export const GIVEN_NAMESPACES: ReadonlySet<string> = new Set([
  "default",
  "kube-system",
  "kube-public",
  "kube-node-lease",
]);

/** One namespace for all components that share it, with the least strict of the levels that they need. */
export function planNamespaces(components: readonly Component[]): readonly PlannedNamespace[] {
  const byName = new Map<string, Component[]>();
  for (const component of components) {
    if (isCreated(component))
      byName.set(component.namespace, [...(byName.get(component.namespace) ?? []), component]);
  }
  return [...byName]
    .map(([name, members]) => ({
      name,
      podSecurity:
        LEVELS[
          Math.max(
            ...members.map((member) =>
              LEVELS.indexOf(member.blueprint.manifest.namespace?.podSecurity ?? "restricted"),
            ),
          )
        ] ?? "restricted",
      components: members.map((member) => member.name).sort(),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isCreated({ namespace, blueprint }: Component): boolean {
  const places = blueprint.manifest.chart !== undefined || blueprint.folder.manifests.length > 0;
  return places && !GIVEN_NAMESPACES.has(namespace) && blueprint.manifest.namespace?.create !== false;
}
