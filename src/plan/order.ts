import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { placeIn } from "../schema/blueprints.ts";
import { cycle } from "./messages.ts";
import type { Component, Offer } from "./model.ts";

export interface Order {
  readonly components: readonly Component[];
  readonly dependsOn: ReadonlyMap<string, readonly string[]>;
}

/** Components after those that they require or want; among equals by name. */
export function orderComponents(
  components: readonly Component[],
  capabilities: ReadonlyMap<string, Offer>,
  diagnostics: Diagnostic[],
): Order {
  const dependsOn = new Map(
    components.map((component) => [component.name, dependenciesOf(component, capabilities)]),
  );
  const placed = new Set<string>();
  const ordered: Component[] = [];
  let rest = components;
  while (rest.length > 0) {
    const ready = rest.filter((component) =>
      (dependsOn.get(component.name) ?? []).every((name) => placed.has(name)),
    );
    if (ready.length === 0) {
      const names = findCycle(rest, dependsOn);
      const first = components.find((component) => component.name === names[0]);
      diagnostics.push(
        cycle(
          names,
          first === undefined
            ? undefined
            : placeIn(
                first.blueprint,
                first.blueprint.manifest.requires === undefined ? ["wants"] : ["requires"],
              ),
        ),
      );
      return { components, dependsOn };
    }
    for (const component of ready) placed.add(component.name);
    ordered.push(...ready);
    rest = rest.filter((component) => !placed.has(component.name));
  }
  return { components: ordered, dependsOn };
}

function dependenciesOf(component: Component, capabilities: ReadonlyMap<string, Offer>): readonly string[] {
  const names = [...component.requires, ...(component.blueprint.manifest.wants ?? [])].flatMap(
    (capability) => capabilities.get(capability)?.component ?? [],
  );
  return [...new Set(names)].filter((name) => name !== component.name).sort();
}

function findCycle(
  rest: readonly Component[],
  dependsOn: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const waiting = new Set(rest.map((component) => component.name));
  const path: string[] = [];
  let name = rest[0]?.name ?? "";
  while (!path.includes(name)) {
    path.push(name);
    name = (dependsOn.get(name) ?? []).find((dependency) => waiting.has(dependency)) ?? name;
  }
  return path.slice(path.indexOf(name));
}
