import type { Plan } from "../../plan/model.ts";
import { code, commands, plain, table } from "./markdown.ts";

/** What stays when a component is switched off, and how people remove it who mean to. */
export function leftoversSection({ components, namespaces }: Plan): string {
  const rows = components.flatMap(({ name, namespace, blueprint }) => {
    const groups = [...new Set((blueprint.manifest.crds ?? []).flatMap((entry) => entry.groups))];
    const own = namespaces.find((one) => one.name === namespace);
    if (own === undefined && groups.length === 0) return [];
    const others = (own?.components ?? []).filter((other) => other !== name);
    const shared = others.length === 0 ? "" : `, with ${others.map(plain).join(", ")}`;
    return [
      [plain(name), own === undefined ? "" : `${code(namespace)}${shared}`, groups.map(code).join(", ")],
    ];
  });
  return [
    "Nothing that holds data goes by itself: namespaces, volumes and their claims, storage classes, kinds, and what operators store in them stay in the cluster when their component leaves this folder.",
    ...(rows.length === 0 ? [] : [table(["component", "namespace", "API groups of its kinds"], rows)]),
    "To remove data on purpose, switch the component off first and wait until its pods are gone. Look at what is there, and then remove the objects of its kinds, its namespace where no other component uses it, and at last the kinds. A claim takes its volume along where the volume's policy is `Delete`; with `Retain` the data stays on the disk.",
    commands([
      "kubectl get persistentvolumeclaims --all-namespaces",
      "kubectl get persistentvolumes --output custom-columns=NAME:.metadata.name,POLICY:.spec.persistentVolumeReclaimPolicy,CLAIM:.spec.claimRef.name",
      "printf 'Namespace: '; read -r NAMESPACE; printf 'API group: '; read -r GROUP",
      'kubectl delete namespace "$NAMESPACE"',
      'kubectl get customresourcedefinitions --output name | sed -n "/\\\\.$GROUP\\$/p" | while read -r kind; do kubectl delete "$kind"; done',
    ]),
  ].join("\n\n");
}
