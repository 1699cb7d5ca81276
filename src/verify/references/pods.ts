import type { Json, Path } from "../../values/json.ts";
import { find, findMaps, findTexts, textAt, textsIn } from "./find.ts";
import type { Pods, Reference } from "./model.ts";

/** Where the pod template of a kind stands; a Pod is its own. */
const TEMPLATES: Readonly<Record<string, Path>> = {
  "/Pod": [],
  "/PodTemplate": ["template"],
  "/ReplicationController": ["spec", "template"],
  "apps/Deployment": ["spec", "template"],
  "apps/StatefulSet": ["spec", "template"],
  "apps/DaemonSet": ["spec", "template"],
  "apps/ReplicaSet": ["spec", "template"],
  "batch/Job": ["spec", "template"],
  "batch/CronJob": ["spec", "jobTemplate", "spec", "template"],
};

/** The pods of an object, and what they refer to; undefined where the kind makes none. */
export function podsOf(
  kind: string,
  namespace: string,
  content: Json,
): { readonly pods: Pods; readonly refers: readonly Reference[] } | undefined {
  const at = TEMPLATES[kind];
  const [template] =
    at === undefined ? [] : at.length === 0 ? [{ path: [], value: content }] : find(content, at.join("."));
  if (template === undefined) return undefined;
  const { path, value } = template;
  const spec = find(value, "spec", path)[0];
  return {
    pods: {
      labels: textsIn(find(value, "metadata.labels")[0]?.value),
      ports: ["containers", "initContainers"].flatMap((list) =>
        findTexts(spec?.value, `${list}.*.ports.*.name`).map((found) => found.value),
      ),
    },
    refers: spec === undefined ? [] : referencesOf(spec.value, spec.path, namespace),
  };
}

function referencesOf(spec: Json, at: Path, namespace: string): readonly Reference[] {
  return [
    ...findTexts(spec, "serviceAccountName", at).map(({ path, value }) =>
      held({ path, group: "", kind: "ServiceAccount", namespace, name: value }),
    ),
    // A missing pull secret is passed over by the kubelet; images that everybody may pull come without it.
    ...findTexts(spec, "imagePullSecrets.*.name", at).map(
      ({ path, value }): Reference => ({
        path,
        group: "",
        kind: "Secret",
        namespace,
        name: value,
        weight: "idles",
      }),
    ),
    ...findTexts(spec, "priorityClassName", at).map(({ path, value }) =>
      held({ path, group: "scheduling.k8s.io", kind: "PriorityClass", name: value }),
    ),
    ...findTexts(spec, "runtimeClassName", at).map(({ path, value }) =>
      held({ path, group: "node.k8s.io", kind: "RuntimeClass", name: value }),
    ),
    ...volumes(spec, at, namespace),
    ...["containers", "initContainers"].flatMap((list) => environment(spec, list, at, namespace)),
  ];
}

const held = (reference: Omit<Reference, "weight" | "holdsUp">): Reference => ({
  ...reference,
  weight: "fails",
  holdsUp: true,
});

function volumes(spec: Json, at: Path, namespace: string): readonly Reference[] {
  return [
    ...whole(spec, "volumes.*.secret", "secretName", "Secret", at, namespace),
    ...whole(spec, "volumes.*.configMap", "name", "ConfigMap", at, namespace),
    ...whole(spec, "volumes.*.projected.sources.*.secret", "name", "Secret", at, namespace),
    ...whole(spec, "volumes.*.projected.sources.*.configMap", "name", "ConfigMap", at, namespace),
    ...findTexts(spec, "volumes.*.persistentVolumeClaim.claimName", at).map(({ path, value }) =>
      held({ path, group: "", kind: "PersistentVolumeClaim", namespace, name: value }),
    ),
    ...findTexts(spec, "volumes.*.csi.nodePublishSecretRef.name", at).map(({ path, value }) =>
      held({ path, group: "", kind: "Secret", namespace, name: value }),
    ),
    ...findTexts(spec, "volumes.*.ephemeral.volumeClaimTemplate.spec.storageClassName", at).map(
      ({ path, value }) => held({ path, group: "storage.k8s.io", kind: "StorageClass", name: value }),
    ),
  ];
}

/** A volume of a Secret or ConfigMap: the object, and each key that it picks. */
function whole(
  spec: Json,
  pattern: string,
  nameKey: string,
  kind: string,
  at: Path,
  namespace: string,
): readonly Reference[] {
  return findMaps(spec, pattern, at).flatMap(({ path, value }) => {
    const name = textAt(value, nameKey);
    if (name === undefined || value.optional === true) return [];
    const target = { group: "", kind, namespace, name };
    const keys = findTexts(value, "items.*.key", path);
    return keys.length === 0
      ? [held({ path: [...path, nameKey], ...target })]
      : keys.map((key) => held({ path: [...path, nameKey], ...target, part: key.value, partPath: key.path }));
  });
}

function environment(spec: Json, list: string, at: Path, namespace: string): readonly Reference[] {
  const sources = [
    [`${list}.*.envFrom.*.secretRef`, "Secret"],
    [`${list}.*.envFrom.*.configMapRef`, "ConfigMap"],
    [`${list}.*.env.*.valueFrom.secretKeyRef`, "Secret"],
    [`${list}.*.env.*.valueFrom.configMapKeyRef`, "ConfigMap"],
  ] as const;
  return sources.flatMap(([pattern, kind]) =>
    findMaps(spec, pattern, at).flatMap(({ path, value }) => {
      const name = textAt(value, "name");
      const part = textAt(value, "key");
      return name === undefined || value.optional === true
        ? []
        : [
            held({
              path: [...path, "name"],
              group: "",
              kind,
              namespace,
              name,
              ...(part === undefined ? {} : { part, partPath: [...path, "key"] }),
            }),
          ];
    }),
  );
}
