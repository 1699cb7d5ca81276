import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { getAt, isObject, type Path } from "../../values/json.ts";
import { labelOfKubernetes, labelValue } from "../messages.ts";
import type { View } from "../view.ts";

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** Prefixes below which a node may set labels. https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction */
const OWN_PREFIXES = /^([a-z0-9-.]+\.)?(kubelet|node)\.kubernetes\.io\//;

/** Labels of Kubernetes that a kubelet may set for itself (pkg/kubelet/apis/well_known_labels.go). */
const OWN_LABELS: ReadonlySet<string> = new Set([
  "kubernetes.io/hostname",
  "kubernetes.io/arch",
  "kubernetes.io/os",
  "beta.kubernetes.io/arch",
  "beta.kubernetes.io/os",
  "beta.kubernetes.io/instance-type",
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
  "failure-domain.beta.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone",
]);

/** Labels that the kubelet takes: with another one of Kubernetes' own it ends before the node is there. */
export function labelRules(view: View): readonly Diagnostic[] {
  return view.list(["nodes"]).flatMap((node, index) => {
    const labels = getAt(node, ["labels"]);
    if (!isObject(labels)) return [];
    return Object.entries(labels).flatMap(([name, value]) => {
      const path: Path = ["nodes", index, "labels", name];
      return [
        ...(isRefused(name) ? [labelOfKubernetes(view, name, path)] : []),
        ...(typeof value === "string" && !VALUE.test(value) ? [labelValue(view, value, path)] : []),
      ];
    });
  });
}

function isRefused(name: string): boolean {
  const prefix = name.split("/")[0] ?? "";
  const isKubernetes = name.includes("/") && /(^|\.)(kubernetes|k8s)\.io$/.test(prefix);
  return isKubernetes && !OWN_PREFIXES.test(name) && !OWN_LABELS.has(name);
}
