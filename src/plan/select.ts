import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { BlueprintSlot } from "../generated/blueprint.ts";
import { type Blueprint, placeIn } from "../schema/blueprints.ts";
import { INSTANCE } from "../schema/slots.ts";
import { getAt, isObject } from "../values/json.ts";
import { type Tracked, trackedAt, trackedConstant } from "../values/tracked.ts";
import * as messages from "./messages.ts";
import type { Component } from "./model.ts";
import { GIVEN_NAMESPACES } from "./namespaces.ts";
import { blueprintOfInstance } from "./own-chart.ts";

/** Components for the slots that are filled, and those that their requirements bring in, in the order of their names. */
export function selectComponents(
  homelab: Tracked,
  blueprints: readonly Blueprint[],
  diagnostics: Diagnostic[],
): readonly Component[] {
  const chosen = new Map<string, Component>();
  for (const blueprint of blueprints) {
    const component = fromSlots(blueprint, homelab, diagnostics);
    if (component !== undefined) chosen.set(blueprint.name, component);
  }
  const instances = blueprints.flatMap((blueprint) => instancesOf(blueprint, homelab));
  bringIn(chosen, instances, blueprints, diagnostics);
  for (const instance of instances) {
    const taken = takenBy(instance, [...chosen.values()]);
    if (taken !== undefined) diagnostics.push(messages.nameTaken(instance, taken));
    else chosen.set(instance.name, instance);
  }
  return [...chosen.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function fromSlots(blueprint: Blueprint, homelab: Tracked, diagnostics: Diagnostic[]): Component | undefined {
  const slots = (blueprint.manifest.slots ?? []).filter(({ path }) => !path.endsWith(`.${INSTANCE}`));
  const filled = slots.flatMap((slot) => {
    const value = trackedAt(homelab, slot.path.split("."));
    return value === undefined ? [] : [{ slot, value }];
  });
  if (filled.length === 0) return undefined;
  for (const { slot, value } of filled) {
    for (const needed of slot.needs ?? []) {
      if (!filled.some((other) => other.slot.path === needed))
        diagnostics.push(messages.slotNeeds(slot.path, needed, value.originOf([])));
    }
  }
  const primary = filled.find(({ slot }) => slot === slots[0])?.value ?? trackedConstant({});
  return {
    ...common(blueprint),
    spec: primary,
    slots: Object.fromEntries(
      filled.map(({ slot, value }) => [slot.path.split(".").at(-2) ?? slot.path, value]),
    ),
    slotPaths: filled.map(({ slot }) => slot.path),
    requires: [
      ...new Set([
        ...(blueprint.manifest.requires ?? []),
        ...filled.flatMap(({ slot, value }) => requiredBy(slot, value)),
      ]),
    ],
  };
}

/** What a slot requires with the value that it has. */
function requiredBy({ requires = [], requiresWhere = [] }: BlueprintSlot, value: Tracked): readonly string[] {
  const met = requiresWhere.filter(({ property, is }) => getAt(value.value, [property]) === is);
  return [...requires, ...met.flatMap((condition) => condition.requires)];
}

/** One component for each name below a section of instances; it has a namespace of its own name. */
function instancesOf(blueprint: Blueprint, homelab: Tracked): readonly Component[] {
  return (blueprint.manifest.slots ?? []).flatMap(({ path, requires = [], ownChart = false }) => {
    const steps = path.split(".");
    if (steps.pop() !== INSTANCE) return [];
    const section = trackedAt(homelab, steps);
    return Object.keys(isObject(section?.value) ? section.value : {}).flatMap((name): Component[] => {
      const spec = trackedAt(homelab, [...steps, name]);
      if (spec === undefined) return [];
      return [
        {
          name,
          blueprint: ownChart ? blueprintOfInstance(blueprint, spec.value) : blueprint,
          namespace: name,
          releaseName: name,
          spec,
          slots: { [steps.at(-1) ?? path]: spec },
          slotPaths: [[...steps, name].join(".")],
          requires: [...new Set([...(blueprint.manifest.requires ?? []), ...requires])],
        },
      ];
    });
  });
}

/** Who already has the name of an instance, as its own or as that of its namespace. */
function takenBy({ name }: Component, others: readonly Component[]): string | undefined {
  if (GIVEN_NAMESPACES.has(name)) return "Kubernetes";
  return others.find((other) => other.name === name || other.namespace === name)?.name;
}

function common(blueprint: Blueprint): Pick<Component, "name" | "blueprint" | "namespace" | "releaseName"> {
  const { chart, namespace } = blueprint.manifest;
  return {
    name: blueprint.name,
    blueprint,
    namespace: namespace?.name ?? blueprint.name,
    releaseName: chart?.releaseName ?? blueprint.name,
  };
}

/** Adds blueprints without slots for what is required and not offered, until nothing is missing. */
function bringIn(
  chosen: Map<string, Component>,
  instances: readonly Component[],
  blueprints: readonly Blueprint[],
  diagnostics: Diagnostic[],
): void {
  const offered = (capability: string) =>
    [...chosen.values()].some((component) => component.blueprint.manifest.offers?.includes(capability));
  const known = blueprints.flatMap((blueprint) => blueprint.manifest.offers ?? []);
  const queue = [...chosen.values(), ...instances];
  for (let component = queue.shift(); component !== undefined; component = queue.shift()) {
    for (const capability of component.requires) {
      if (offered(capability)) continue;
      const provider = blueprints.find(
        (blueprint) =>
          (blueprint.manifest.slots ?? []).length === 0 && blueprint.manifest.offers?.includes(capability),
      );
      if (provider === undefined) {
        const slots = slotsOffering(blueprints, capability);
        const near = known.includes(capability) ? undefined : nearest(capability, known);
        diagnostics.push(
          messages.capabilityMissing(component, capability, slots, near, requiredAt(component, capability)),
        );
        continue;
      }
      const added: Component = {
        ...common(provider),
        spec: trackedConstant({}),
        slots: {},
        slotPaths: [],
        requires: provider.manifest.requires ?? [],
        broughtBy: capability,
      };
      chosen.set(provider.name, added);
      queue.push(added);
    }
  }
}

/** The line of blueprint.yaml that requires a capability. */
function requiredAt({ blueprint }: Component, capability: string): Location {
  const index = (blueprint.manifest.requires ?? []).indexOf(capability);
  if (index >= 0) return placeIn(blueprint, ["requires", index]);
  const slots = blueprint.manifest.slots ?? [];
  const slot = slots.findIndex(({ requires }) => requires?.includes(capability));
  if (slot >= 0) return placeIn(blueprint, ["slots", slot, "requires"]);
  const conditional = slots.findIndex(({ requiresWhere = [] }) =>
    requiresWhere.some(({ requires }) => requires.includes(capability)),
  );
  return placeIn(blueprint, ["slots", conditional, "requiresWhere"]);
}

/**
 * The slots that bring a capability in: of a blueprint with several the one that has its name, as `network.gateway.x`
 * for `gateway`, else the first.
 */
export function slotsOffering(blueprints: readonly Blueprint[], capability: string): readonly string[] {
  const plain = (name: string) => name.replaceAll("-", "").toLowerCase();
  return blueprints
    .filter(({ manifest }) => manifest.offers?.includes(capability))
    .flatMap(({ manifest }) => {
      const paths = (manifest.slots ?? []).map(({ path }) => path);
      const named = paths.filter((path) => plain(path.split(".").at(-2) ?? "") === plain(capability));
      return named.length > 0 ? named : paths.slice(0, 1);
    });
}
