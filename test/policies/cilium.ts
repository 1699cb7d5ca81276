import type { KubernetesObject } from "../support/cluster.ts";

/** Who talks: a pod, one of Cilium's entities, or an address outside of the cluster. */
export type Peer =
  | { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }
  | { readonly entities: readonly string[] }
  | { readonly cidr: string };

export interface Port {
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
}

const NAMESPACE = "io.kubernetes.pod.namespace";
const isPod = (peer: Peer): peer is Extract<Peer, { namespace: string }> => "namespace" in peer;

/** Whether CiliumNetworkPolicies let a connection through. https://docs.cilium.io/en/stable/security/policy/ */
export function allowed(
  policies: readonly KubernetesObject[],
  from: Peer,
  to: Peer,
  port: Port,
): { readonly out: boolean; readonly in: boolean } {
  return {
    out: !isPod(from) || passes(policies, from, to, port, "egress"),
    in: !isPod(to) || passes(policies, to, from, port, "ingress"),
  };
}

function passes(
  policies: readonly KubernetesObject[],
  pod: Extract<Peer, { namespace: string }>,
  other: Peer,
  port: Port,
  direction: "ingress" | "egress",
): boolean {
  const selecting = policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.namespace && selects(spec.endpointSelector, pod, pod.namespace),
  );
  const rules = selecting.flatMap(({ metadata, spec }) =>
    (spec[direction] ?? []).map((rule: KubernetesObject) => ({ rule, namespace: metadata.namespace })),
  );
  // Without a rule of a direction nothing is denied in it.
  return rules.length === 0 || rules.some(({ rule, namespace }) => matches(rule, other, port, namespace));
}

function matches(rule: KubernetesObject, other: Peer, wanted: Port, namespace: string): boolean {
  const ports = rule.toPorts?.flatMap((each: KubernetesObject) => each.ports);
  const portFits =
    ports === undefined ||
    ports.some(
      ({ port, endPort, protocol }: KubernetesObject) =>
        wanted.port >= Number(port) &&
        wanted.port <= Number(endPort ?? port) &&
        ["ANY", undefined, wanted.protocol].includes(protocol),
    );
  return portFits && peerFits(rule, other, namespace);
}

function peerFits(rule: KubernetesObject, other: Peer, namespace: string): boolean {
  const endpoints = rule.fromEndpoints ?? rule.toEndpoints ?? [];
  const entities: readonly string[] = rule.fromEntities ?? rule.toEntities ?? [];
  const cidrs: readonly string[] = rule.fromCIDR ?? rule.toCIDR ?? [];
  if (entities.includes("all")) return true;
  if (isPod(other)) {
    return (
      entities.includes("cluster") ||
      endpoints.some((selector: KubernetesObject) => selects(selector, other, namespace))
    );
  }
  if ("entities" in other) return entities.some((entity) => other.entities.includes(entity));
  return cidrs.includes(other.cidr) || entities.includes("world");
}

/** A selector without a namespace means the policy's own. */
function selects(
  selector: KubernetesObject,
  pod: Extract<Peer, { namespace: string }>,
  own: string,
): boolean {
  const bare = (key: string) => key.replace(/^(k8s|any):/, "");
  const labels: Record<string, string> = { ...pod.labels, [NAMESPACE]: pod.namespace };
  const wanted = Object.entries(selector.matchLabels ?? {}).map(
    ([key, value]) => [bare(key), value] as const,
  );
  const expressions: readonly KubernetesObject[] = selector.matchExpressions ?? [];
  const namesNamespace =
    wanted.some(([key]) => key === NAMESPACE) || expressions.some(({ key }) => bare(key) === NAMESPACE);
  return (
    (namesNamespace || pod.namespace === own) &&
    wanted.every(([key, value]) => labels[key] === value) &&
    expressions.every(({ key, operator, values }) => {
      const value = labels[bare(key)];
      if (operator === "Exists") return value !== undefined;
      if (operator === "DoesNotExist") return value === undefined;
      if (operator === "In") return value !== undefined && values.includes(value);
      if (operator === "NotIn") return value === undefined || !values.includes(value);
      throw new Error(`unknown operator ${operator}`);
    })
  );
}
