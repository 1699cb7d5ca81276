import type { Json } from "../values/json.ts";
import { type Tracked, trackedConstant, trackedList, trackedRecord } from "../values/tracked.ts";
import type { Component, ContributionKind, Facts, JoinedContributions, Offer } from "./model.ts";

/** What every template of a component sees, before capabilities and contributions are known. */
export function baseContext(
  component: Component,
  core: Tracked,
  facts: Facts,
): Readonly<Record<string, Tracked>> {
  return {
    spec: component.spec,
    slots: trackedRecord(component.slots),
    homelab: core,
    cluster: trackedConstant(facts as Json),
    release: trackedConstant({ name: component.releaseName, namespace: component.namespace }),
  };
}

/** Attributes of the capabilities that the blueprint names; a template cannot come to depend on others unseen. */
export function visibleCapabilities(component: Component, capabilities: ReadonlyMap<string, Offer>): Tracked {
  const { wants = [], uses = [] } = component.blueprint.manifest;
  const visible = [...new Set([...component.requires, ...wants, ...uses])].flatMap((name) => {
    const offer = capabilities.get(name);
    return offer === undefined ? [] : [[name, offer.attributes] as const];
  });
  return trackedRecord(Object.fromEntries(visible));
}

/** The contributions that the blueprint consumes, each with the name of the component that made it. */
export function visibleContributions(component: Component, joined: JoinedContributions): Tracked {
  const kinds = (component.blueprint.manifest.consumes ?? []).map(
    (kind) =>
      [
        kind,
        trackedList((joined[kind as ContributionKind] ?? []).map((contribution) => contribution.value)),
      ] as const,
  );
  return trackedRecord(Object.fromEntries(kinds));
}
