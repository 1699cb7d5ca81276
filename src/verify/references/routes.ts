import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { GATEWAY_GROUP } from "./gateway.ts";
import { leadsNowhere, noSuchPart, routeRefused } from "./messages.ts";
import { type Facts, type Grant, type Identity, keyOf, type Listener, type Parent } from "./model.ts";
import type { Placed } from "./placed.ts";
import type { SpotOf, Tally } from "./resolve.ts";
import { matches } from "./selector.ts";
import type { World } from "./world.ts";

/** Kinds of routes that a protocol carries. https://gateway-api.sigs.k8s.io/reference/spec/#protocoltype */
const CARRIED: Readonly<Record<string, readonly string[]>> = {
  HTTP: ["HTTPRoute", "GRPCRoute"],
  HTTPS: ["HTTPRoute", "GRPCRoute"],
  TLS: ["TLSRoute", "TCPRoute"],
  TCP: ["TCPRoute"],
  UDP: ["UDPRoute"],
};

/** Whether each route finds a listener that takes it, and may use its backends. */
export function resolveRoutes(
  all: readonly Placed[],
  world: World,
  spotOf: SpotOf,
  tally: Tally,
): readonly Diagnostic[] {
  const gateways = new Map(
    all.flatMap(({ facts }) =>
      facts.listeners === undefined ? [] : [[keyOf(facts), facts.listeners] as const],
    ),
  );
  const grants = grantsByNamespace(all);
  return all.flatMap((placed) => [
    ...attached(placed, gateways, world, spotOf, tally),
    ...granted(placed, grants, spotOf),
  ]);
}

function attached(
  placed: Placed,
  gateways: ReadonlyMap<string, readonly Listener[]>,
  world: World,
  spotOf: SpotOf,
  tally: Tally,
): readonly Diagnostic[] {
  const { route } = placed.facts;
  return (route?.parents ?? []).flatMap((parent) => {
    const gateway: Identity = {
      group: GATEWAY_GROUP,
      kind: "Gateway",
      namespace: parent.namespace,
      name: parent.name,
    };
    const listeners = gateways.get(keyOf(gateway));
    if (listeners === undefined) {
      const isKnown = world.find(gateway) !== "missing";
      tally[isKnown ? "unproven" : "resolved"]++;
      return isKnown
        ? []
        : [leadsNowhere(spotOf(placed, [...parent.path, "name"], parent.name), gateway, "fails")];
    }
    tally.resolved++;
    return refusal(placed, parent, gateway, listeners, world, spotOf);
  });
}

function refusal(
  placed: Placed,
  parent: Parent,
  gateway: Identity,
  listeners: readonly Listener[],
  world: World,
  spotOf: SpotOf,
): readonly Diagnostic[] {
  const { facts } = placed;
  const { section, port } = parent;
  const asked = listeners.filter(
    (one) => (section === undefined || one.name === section) && (port === undefined || one.port === port),
  );
  if (asked.length === 0) {
    const step = section === undefined ? "port" : "sectionName";
    const part = section ?? String(port);
    return [
      noSuchPart(
        spotOf(placed, [...parent.path, step], part),
        gateway,
        part,
        listeners.map((one) => (section === undefined ? String(one.port) : one.name)),
      ),
    ];
  }
  const refuse = (reason: string) => [
    routeRefused(spotOf(placed, parent.path, parent.name), gateway, reason),
  ];
  const fitting = asked.filter((one) =>
    (one.kinds ?? CARRIED[one.protocol] ?? [facts.kind]).includes(facts.kind),
  );
  if (fitting.length === 0) return refuse(`no listener that is meant takes routes of the kind ${facts.kind}`);
  const open = fitting.filter((one) => isOpenTo(one, gateway, facts, world));
  if (open.length === 0)
    return refuse(`no listener that is meant takes routes from the namespace ${facts.namespace}`);
  const hostnames = facts.route?.hostnames ?? [];
  return hostnames
    .filter(({ name }) => !open.some(({ hostname }) => hostname === undefined || overlap(hostname, name)))
    .map(({ path, name }) =>
      routeRefused(
        spotOf(placed, path, name),
        gateway,
        `no listener that is meant is for the host name ${name}, but for ${[...new Set(open.map(({ hostname }) => hostname))].join(", ")}`,
      ),
    );
}

function isOpenTo({ from }: Listener, gateway: Identity, route: Facts, world: World): boolean {
  if (from === "All") return true;
  if (from === "Same") return route.namespace === gateway.namespace;
  return from !== "None" && matches(from, world.labelsOf(route.namespace ?? ""));
}

/** Whether two host names have one in common; a `*.` stands for one or more labels. https://gateway-api.sigs.k8s.io/reference/spec/#hostname */
function overlap(listener: string, route: string): boolean {
  const [a, b] = [listener.toLowerCase(), route.toLowerCase()];
  const covers = (wide: string, name: string) => wide.startsWith("*.") && name.endsWith(wide.slice(1));
  return a === b || covers(a, b) || covers(b, a);
}

const grantsByNamespace = (all: readonly Placed[]): ReadonlyMap<string, readonly Grant[]> => {
  const grants = new Map<string, readonly Grant[]>();
  for (const { facts } of all)
    if (facts.grants !== undefined)
      grants.set(facts.namespace ?? "", [...(grants.get(facts.namespace ?? "") ?? []), ...facts.grants]);
  return grants;
};

/** A route's backends, and a Gateway's certificates, of other namespaces. https://gateway-api.sigs.k8s.io/api-types/referencegrant/ */
function granted(
  placed: Placed,
  grants: ReadonlyMap<string, readonly Grant[]>,
  spotOf: SpotOf,
): readonly Diagnostic[] {
  const { facts } = placed;
  if (facts.group !== GATEWAY_GROUP) return [];
  return (facts.refers ?? [])
    .filter(({ namespace }) => namespace !== undefined && namespace !== facts.namespace)
    .filter(
      (target) =>
        !(grants.get(target.namespace ?? "") ?? []).some(
          ({ from, to }) =>
            from.group === facts.group &&
            from.kind === facts.kind &&
            from.namespace === facts.namespace &&
            to.group === target.group &&
            to.kind === target.kind &&
            (to.name === undefined || to.name === target.name),
        ),
    )
    .map((target) =>
      routeRefused(
        spotOf(placed, target.path, target.name),
        target,
        `it is in another namespace, and no ReferenceGrant there lets the kind ${facts.kind} of the namespace ${facts.namespace} refer to it`,
      ),
    );
}
