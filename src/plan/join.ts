import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../diagnostics/sources.ts";
import type { FaultContribution } from "../generated/contract.ts";
import { isArray, isObject } from "../values/json.ts";
import { type Tracked, trackedAt } from "../values/tracked.ts";
import { lacksComment } from "./comment.ts";
import { baseContext, visibleCapabilities, visibleContributions } from "./context.ts";
import { type ContractValidators, expandContract } from "./contract.ts";
import { hostFaults } from "./hosts.ts";
import { capabilityConflict, notDeclared, nothingToDo, ownRule, unmet, valuesUnmet } from "./messages.ts";
import type { Component, Contribution, Facts, JoinedContributions, Offer } from "./model.ts";

/** What the components offer, each capability once. */
export function joinOffers(
  components: readonly Component[],
  core: Tracked,
  facts: Facts,
  validators: ContractValidators,
  diagnostics: Diagnostic[],
): ReadonlyMap<string, Offer> {
  const offers = new Map<string, Offer>();
  for (const component of components) {
    const map = expandContract(
      component,
      "offers",
      baseContext(component, core, facts),
      validators.offers,
      diagnostics,
    );
    for (const name of isObject(map.value) ? Object.keys(map.value) : []) {
      const attributes = trackedAt(map, [name]);
      const other = offers.get(name);
      if (attributes === undefined) continue;
      if (!component.blueprint.manifest.offers?.includes(name))
        diagnostics.push(notDeclared(name, component, map.originOf([name])));
      else if (other !== undefined)
        diagnostics.push(capabilityConflict(name, other.component, component, map.originOf([name])));
      else offers.set(name, { component: component.name, attributes });
    }
  }
  return offers;
}

const KINDS = {
  Route: true,
  OidcClient: true,
  ProxyLogin: true,
  MetricsTarget: true,
  AlertRules: true,
  Dashboard: true,
  NetworkFlow: true,
  NodeSettings: true,
  K3sConfig: true,
  ReleaseValues: true,
  Secret: true,
  Workload: true,
  StorageClass: true,
  Volume: true,
  RuntimeObject: true,
  Fault: true,
  BackupTarget: true,
  MeshMember: true,
  Rollout: true,
  ImageUpdate: true,
  Runbook: true,
} as const satisfies { [kind in keyof JoinedContributions]: true };

/** The slots of the blueprints that offer a capability. */
export type SlotsFor = (capability: string) => readonly string[];

/**
 * What the components contribute, by kind, in the order of the components. Who consumes a kind may contribute for each
 * of its contributions, as a login provider a secret for each client: its template is expanded once more when those of
 * all components are known. What it adds then is not shown to others.
 */
export function joinContributions(
  components: readonly Component[],
  core: Tracked,
  facts: Facts,
  capabilities: ReadonlyMap<string, Offer>,
  validators: ContractValidators,
  slotsFor: SlotsFor,
  diagnostics: Diagnostic[],
  sources?: Sources,
): JoinedContributions {
  const contributed = (component: Component, known: JoinedContributions, into: Diagnostic[]) => {
    const context = {
      ...baseContext(component, core, facts),
      capabilities: visibleCapabilities(component, capabilities),
      contributions: visibleContributions(component, known),
    };
    return expandContract(component, "contributions", context, validators.contributions, into);
  };
  const maps = components.map(
    (component) => [component, contributed(component, joinMaps([]), diagnostics)] as const,
  );
  const first = joinMaps(maps);
  // Before consumers answer: the route of a login is no second page of its host.
  diagnostics.push(...hostFaults(first));
  const consumes = (component: Component) => (component.blueprint.manifest.consumes ?? []).length > 0;
  if (!hasErrors(diagnostics))
    diagnostics.push(...components.flatMap((component) => missing(component, first)));
  if (hasErrors(diagnostics) || !components.some(consumes))
    return checked(first, capabilities, slotsFor, diagnostics, sources);
  const again = maps.map(
    ([component, map]) =>
      [component, consumes(component) ? contributed(component, first, diagnostics) : map] as const,
  );
  return checked(joinMaps(again), capabilities, slotsFor, diagnostics, sources);
}

/** Kinds that a component has nothing to do without, and that nobody contributes. */
const missing = (component: Component, known: JoinedContributions): readonly Diagnostic[] =>
  (component.blueprint.manifest.needsContributions ?? [])
    .filter(({ kind }) => (known[kind as keyof JoinedContributions] ?? []).length === 0)
    .map(({ kind, hint }) => nothingToDo(component, kind, hint));

function joinMaps(maps: readonly (readonly [Component, Tracked])[]): JoinedContributions {
  const joined = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, [] as Contribution[]])) as {
    [kind in keyof JoinedContributions]: Contribution[];
  };
  for (const [component, map] of maps) {
    for (const kind of Object.keys(KINDS) as (keyof JoinedContributions)[]) {
      for (const value of items(map, kind))
        joined[kind].push({ component: component.name, value: signed(value, component.name) });
    }
  }
  return joined;
}

function checked(
  joined: JoinedContributions,
  capabilities: ReadonlyMap<string, Offer>,
  slotsFor: SlotsFor,
  diagnostics: Diagnostic[],
  sources: Sources | undefined,
): JoinedContributions {
  for (const { component, value } of joined.ReleaseValues) {
    const capability = String((value.value as { capability: string }).capability);
    if (!capabilities.has(capability))
      diagnostics.push(valuesUnmet(capability, component, value.originOf(["capability"])));
  }
  for (const [kind, capability] of Object.entries(TAKEN_CARE_BY)) {
    for (const { component, value } of joined[kind as keyof typeof TAKEN_CARE_BY]) {
      if ((value.value as { required: boolean }).required && !capabilities.has(capability))
        diagnostics.push(unmet(kind, capability, slotsFor(capability), component, value.originOf(["host"])));
    }
  }
  for (const { value } of joined.Fault) {
    const fault = value.value as unknown as FaultContribution;
    const origin = value.originOf(["at"]);
    if (fault.unlessComment === undefined || lacksComment(origin, fault.unlessComment, sources))
      diagnostics.push(ownRule(fault, origin));
  }
  return joined;
}

/** Kinds that a component may insist on, and the capability of whoever takes care of them. */
const TAKEN_CARE_BY = { Route: "gateway", ProxyLogin: "proxy-login" } as const;

function items(map: Tracked, kind: string): readonly Tracked[] {
  const list = trackedAt(map, [kind]);
  if (list === undefined || !isArray(list.value)) return [];
  return list.value.flatMap((_, index) => trackedAt(list, [index]) ?? []);
}

/** Consumers are told who contributes. */
const signed = (contribution: Tracked, component: string): Tracked => ({
  value: isObject(contribution.value) ? { ...contribution.value, component } : contribution.value,
  originOf: (path) => contribution.originOf(path),
});
