import type { Json, Path } from "../../values/json.ts";
import { findMaps } from "./find.ts";
import type { Expression, Namespaces, Selection, Selector } from "./model.ts";
import { selectorOf } from "./selector.ts";

const NAMESPACE = "io.kubernetes.pod.namespace";
const NAMESPACE_LABEL = "io.cilium.k8s.namespace.labels.";
/** Labels that tell a pod's identity otherwise: its ServiceAccount, its cluster. */
const IDENTITY = /^io\.cilium\.k8s\.policy\./;

/**
 * The selectors of a policy in Cilium's dialect, where labels carry their source and the namespace is a label.
 * https://docs.cilium.io/en/stable/security/policy/kubernetes/
 * @param own namespace of the policy; absent where it is cluster-wide
 */
export function ciliumSelections(content: Json, own: string | undefined): readonly Selection[] {
  const rules = [...findMaps(content, "spec"), ...findMaps(content, "specs.*")];
  return rules.flatMap(({ path, value }) =>
    [
      ...findMaps(value, "endpointSelector", path),
      ...["ingress", "ingressDeny"].flatMap((list) => [
        ...findMaps(value, `${list}.*.fromEndpoints.*`, path),
        ...findMaps(value, `${list}.*.fromRequires.*`, path),
      ]),
      ...["egress", "egressDeny"].flatMap((list) => findMaps(value, `${list}.*.toEndpoints.*`, path)),
    ].flatMap((found) => endpoints(found.value, found.path, own)),
  );
}

function endpoints(value: Json, path: Path, own: string | undefined): readonly Selection[] {
  const { labels, expressions = [] } = selectorOf(value);
  const all: readonly Expression[] = [
    ...Object.entries(labels).map(([key, text]) => ({ key, operator: "In", values: [text] })),
    ...expressions,
  ].map((one) => ({ ...one, key: one.key.replace(/^(k8s|any)[:.]/, "") }));
  // The world, the nodes and the gateway are no pods.
  if (all.some(({ key }) => /^(reserved|cidr|container)[:.]/.test(key))) return [];
  const of = (test: (key: string) => boolean) => all.filter(({ key }) => test(key));
  const named = of((key) => key === NAMESPACE);
  const labelled = of((key) => key.startsWith(NAMESPACE_LABEL));
  const pods = of((key) => key !== NAMESPACE && !key.startsWith(NAMESPACE_LABEL) && !IDENTITY.test(key));
  return [{ path, of: "pods", namespaces: among(named, labelled, own), selector: together(pods) }];
}

function among(
  named: readonly Expression[],
  labelled: readonly Expression[],
  own: string | undefined,
): Namespaces {
  const [first] = named;
  if (first !== undefined) return first.operator === "In" ? first.values : "all";
  if (labelled.length > 0)
    return together(labelled.map((one) => ({ ...one, key: one.key.slice(NAMESPACE_LABEL.length) })));
  return own === undefined ? "all" : [own];
}

/** Expressions as one selector; those with one value are told as labels. */
function together(expressions: readonly Expression[]): Selector {
  const plain = expressions.filter(({ operator, values }) => operator === "In" && values.length === 1);
  const rest = expressions.filter((one) => !plain.includes(one));
  return {
    labels: Object.fromEntries(plain.map(({ key, values }) => [key, values[0] ?? ""])),
    ...(rest.length === 0 ? {} : { expressions: rest }),
  };
}
