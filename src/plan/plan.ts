import type { CheckedHomelab } from "../check/check.ts";
import { type Diagnostic, hasErrors, type Result } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../diagnostics/sources.ts";
import type { Blueprint } from "../schema/blueprints.ts";
import { getAt, type JsonObject } from "../values/json.ts";
import { contractValidators } from "./contract.ts";
import { coreSections } from "./core-sections.ts";
import { systemDisks } from "./disks.ts";
import { distributionFaults } from "./distribution.ts";
import { deriveFacts } from "./facts.ts";
import { joinContributions, joinOffers } from "./join.ts";
import { alertsUntold, architecture, oneFamily, policiesUnenforced, retired } from "./messages.ts";
import { unusedMirrors, withChartSources } from "./mirror.ts";
import type { Component, Plan } from "./model.ts";
import { planNamespaces } from "./namespaces.ts";
import { withOneRelease } from "./one-release.ts";
import { orderComponents } from "./order.ts";
import { selectComponents, slotsOffering } from "./select.ts";
import { volumeFaults } from "./volumes.ts";

/** The schemas that planning reads. */
export interface PlanSchemas {
  readonly core: JsonObject;
  readonly contract: JsonObject;
}

/**
 * Decides which components there are, in which order, and joins what they offer with what they want.
 * @param sources texts of the homelab, whose comments some faults depend on; these are not told without them
 */
export function makePlan(
  checked: CheckedHomelab,
  blueprints: readonly Blueprint[],
  schemas: PlanSchemas,
  sources?: Sources,
): Result<Plan> {
  const diagnostics: Diagnostic[] = [];
  const { homelab, tracked } = checked;
  const facts = deriveFacts(homelab);
  const core = coreSections(tracked, schemas.core);
  const selected = withOneRelease(selectComponents(tracked, blueprints, diagnostics), homelab.metadata.name);
  const chosen = withChartSources(selected, tracked);
  const validators = contractValidators(schemas.contract);
  const capabilities = joinOffers(chosen, core, facts, validators, diagnostics);
  const { components, dependsOn } = orderComponents(chosen, capabilities, diagnostics);
  const slotsFor = (capability: string) => slotsOffering(blueprints, capability);
  const contributions = joinContributions(
    components,
    core,
    facts,
    capabilities,
    validators,
    slotsFor,
    diagnostics,
    sources,
  );
  const found = withoutConsequences(diagnostics, components, capabilities);
  diagnostics.splice(0, diagnostics.length, ...found);
  diagnostics.push(
    ...components.flatMap((component) => suitability(component, checked)),
    ...distributionFaults(checked, components, capabilities, blueprints),
    ...unusedMirrors(components, tracked),
    ...volumeFaults(components, contributions, capabilities, slotsFor, homelab.kubernetes.distribution),
    // A laptop's disk is no card that wears out.
    ...(homelab.laptop === undefined ? systemDisks(components, contributions, checked) : []),
    ...(homelab.observability?.alerts.receivers.length && !capabilities.has("alerts")
      ? [alertsUntold(tracked.originOf(["observability", "alerts", "receivers"]))]
      : []),
  );
  if (homelab.network.policies.default === "deny" && !capabilities.has("network-policy"))
    diagnostics.push(
      policiesUnenforced(slotsFor("network-policy"), tracked.originOf(["network", "policies", "default"])),
    );
  const cni = capabilities.get("cni");
  if (facts.dualStack && cni !== undefined && getAt(cni.attributes.value, ["dualStack"]) !== true)
    diagnostics.push(oneFamily(cni.component, tracked.originOf(["network", "lan", "ipv6"])));
  if (hasErrors(diagnostics)) return { diagnostics };
  const value = {
    homelab,
    tracked,
    core,
    facts,
    components,
    dependsOn,
    capabilities,
    contributions,
    namespaces: planNamespaces(components),
  };
  return { value, diagnostics };
}

/** A template that lacks what its component requires fails; told is what is required, not where it was missed. */
function withoutConsequences(
  diagnostics: readonly Diagnostic[],
  components: readonly Component[],
  capabilities: ReadonlyMap<string, unknown>,
): readonly Diagnostic[] {
  const starved = components
    .filter(({ requires }) => requires.some((capability) => !capabilities.has(capability)))
    .map(({ blueprint }) => `${blueprint.folder.folder}/`);
  return diagnostics.filter(
    ({ code, location }) =>
      !/^E_(TEMPLATE_|CONTRIBUTION_INVALID)/.test(code) ||
      !starved.some((folder) => location?.file.startsWith(folder)),
  );
}

function suitability(component: Component, { homelab, tracked }: CheckedHomelab): readonly Diagnostic[] {
  const { nodes, retired: end } = component.blueprint.manifest;
  const supported = nodes?.architectures;
  const unsuitable =
    supported === undefined ? -1 : homelab.nodes.findIndex((node) => !supported.includes(node.arch));
  const node = homelab.nodes[unsuitable];
  return [
    ...(end === undefined ? [] : [retired(component, end.since, end.successor)]),
    ...(node === undefined
      ? []
      : [architecture(component, node.name, node.arch, tracked.originOf(["nodes", unsuitable, "arch"]))]),
  ];
}
