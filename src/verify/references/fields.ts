import { groupOf } from "../../values/api-version.ts";
import { getAt, type Json } from "../../values/json.ts";
import { find, findMaps, findTexts, textAt } from "./find.ts";
import type { Reference, Weight } from "./model.ts";

/** A field that names one object of a fixed kind. */
interface Field {
  readonly at: string;
  readonly to: readonly [group: string, kind: string];
  readonly weight?: Weight;
}

const SECRET = ["", "Secret"] as const;
const CLUSTER_WIDE = new Set([
  "storage.k8s.io/StorageClass",
  "networking.k8s.io/IngressClass",
  "gateway.networking.k8s.io/GatewayClass",
]);

/** Fields that hold a name in the object's own namespace, or of something cluster-wide, by kind. */
const NAMES: Readonly<Record<string, readonly Field[]>> = {
  "/PersistentVolumeClaim": [{ at: "spec.storageClassName", to: ["storage.k8s.io", "StorageClass"] }],
  "/ServiceAccount": [{ at: "imagePullSecrets.*.name", to: SECRET, weight: "idles" }],
  "apps/StatefulSet": [
    { at: "spec.volumeClaimTemplates.*.spec.storageClassName", to: ["storage.k8s.io", "StorageClass"] },
  ],
  "networking.k8s.io/Ingress": [
    { at: "spec.ingressClassName", to: ["networking.k8s.io", "IngressClass"] },
    // The controller answers with a certificate of its own.
    { at: "spec.tls.*.secretName", to: SECRET, weight: "idles" },
  ],
  "gateway.networking.k8s.io/Gateway": [
    { at: "spec.gatewayClassName", to: ["gateway.networking.k8s.io", "GatewayClass"] },
  ],
  "source.toolkit.fluxcd.io/GitRepository": [{ at: "spec.secretRef.name", to: SECRET }],
  "source.toolkit.fluxcd.io/HelmRepository": [
    { at: "spec.secretRef.name", to: SECRET },
    { at: "spec.certSecretRef.name", to: SECRET },
  ],
  "source.toolkit.fluxcd.io/OCIRepository": [
    { at: "spec.secretRef.name", to: SECRET },
    { at: "spec.certSecretRef.name", to: SECRET },
  ],
  "kustomize.toolkit.fluxcd.io/Kustomization": [
    { at: "spec.decryption.secretRef.name", to: SECRET },
    { at: "spec.kubeConfig.secretRef.name", to: SECRET },
  ],
  "helm.toolkit.fluxcd.io/HelmRelease": [{ at: "spec.kubeConfig.secretRef.name", to: SECRET }],
};

/** Where objects name a Service of any namespace, and its port. The port is 443 where none is named. */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": ["webhooks.*.clientConfig.service"],
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": ["webhooks.*.clientConfig.service"],
  "apiregistration.k8s.io/APIService": ["spec.service"],
  "apiextensions.k8s.io/CustomResourceDefinition": ["spec.conversion.webhook.clientConfig.service"],
};

/** References that a kind's fields make without more ado. */
export function fieldReferences(kind: string, namespace: string, content: Json): readonly Reference[] {
  const named = (NAMES[kind] ?? []).flatMap(({ at, to: [group, target], weight = "fails" }) =>
    findTexts(content, at).map(
      ({ path, value }): Reference => ({
        path,
        group,
        kind: target,
        ...(CLUSTER_WIDE.has(`${group}/${target}`) ? {} : { namespace }),
        name: value,
        weight,
        ...(at.startsWith("spec.volumeClaimTemplates") ? { holdsUp: true } : {}),
      }),
    ),
  );
  return [
    ...named,
    ...called(kind, content),
    ...bound(kind, namespace, content),
    ...scaled(kind, namespace, content),
  ];
}

function called(kind: string, content: Json): readonly Reference[] {
  return (CALLED[kind] ?? []).flatMap((pattern) =>
    findMaps(content, pattern).flatMap(({ path, value }): Reference[] => {
      const [namespace, name] = [textAt(value, "namespace"), textAt(value, "name")];
      if (namespace === undefined || name === undefined) return [];
      // https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy
      const policy =
        path[0] === "webhooks" ? getAt(content, ["webhooks", path[1] ?? 0, "failurePolicy"]) : "Fail";
      return [
        {
          path: [...path, "name"],
          group: "",
          kind: "Service",
          namespace,
          name,
          part: String(value.port ?? 443),
          ...(value.port === undefined ? {} : { partPath: [...path, "port"] }),
          weight: policy === "Ignore" ? "idles" : "fails",
        },
      ];
    }),
  );
}

/** Role and subjects of a binding. */
function bound(kind: string, namespace: string, content: Json): readonly Reference[] {
  const group = "rbac.authorization.k8s.io";
  if (kind !== `${group}/RoleBinding` && kind !== `${group}/ClusterRoleBinding`) return [];
  const role = textAt(content, "roleRef", "kind") ?? "";
  return [
    ...findTexts(content, "roleRef.name").map(
      ({ path, value }): Reference => ({
        path,
        group,
        kind: role,
        ...(role === "Role" ? { namespace } : {}),
        name: value,
        weight: "fails",
      }),
    ),
    ...findMaps(content, "subjects.*").flatMap(({ path, value }): Reference[] => {
      const name = textAt(value, "name");
      return value.kind !== "ServiceAccount" || name === undefined
        ? []
        : [
            {
              path: [...path, "name"],
              group: "",
              kind: "ServiceAccount",
              namespace: textAt(value, "namespace") ?? namespace,
              name,
              weight: "idles",
            },
          ];
    }),
  ];
}

/** What an autoscaler scales. */
function scaled(kind: string, namespace: string, content: Json): readonly Reference[] {
  const pattern = {
    "autoscaling/HorizontalPodAutoscaler": "spec.scaleTargetRef",
    "autoscaling.k8s.io/VerticalPodAutoscaler": "spec.targetRef",
  }[kind];
  if (pattern === undefined) return [];
  return findMaps(content, pattern).flatMap(({ path, value }): Reference[] => {
    const [apiVersion = "", target, name] = [
      textAt(value, "apiVersion"),
      textAt(value, "kind"),
      textAt(value, "name"),
    ];
    return target === undefined || name === undefined
      ? []
      : [
          {
            path: [...path, "name"],
            group: groupOf(apiVersion),
            kind: target,
            namespace,
            name,
            weight: "idles",
          },
        ];
  });
}

/** Paths of backends of an Ingress and of routes: a Service and its port. */
export function backendReferences(kind: string, namespace: string, content: Json): readonly Reference[] {
  if (kind === "networking.k8s.io/Ingress")
    return ["spec.defaultBackend.service", "spec.rules.*.http.paths.*.backend.service"].flatMap((pattern) =>
      findMaps(content, pattern).flatMap(({ path, value }): Reference[] => {
        const name = textAt(value, "name");
        const port = textAt(value, "port", "name") ?? getAt(value, ["port", "number"]);
        return name === undefined
          ? []
          : [
              {
                path: [...path, "name"],
                group: "",
                kind: "Service",
                namespace,
                name,
                ...(port === undefined ? {} : { part: String(port), partPath: [...path, "port"] }),
                weight: "fails",
              },
            ];
      }),
    );
  if (!/^gateway\.networking\.k8s\.io\/(HTTP|GRPC|TLS|TCP|UDP)Route$/.test(kind)) return [];
  return ["spec.rules.*.backendRefs.*", "spec.rules.*.filters.*.requestMirror.backendRef"].flatMap(
    (pattern) =>
      findMaps(content, pattern).flatMap(({ path, value }): Reference[] => {
        const name = textAt(value, "name");
        const port = find(value, "port")[0]?.value;
        const isService = (value.group ?? "") === "" && (value.kind ?? "Service") === "Service";
        return name === undefined
          ? []
          : [
              {
                path: [...path, "name"],
                group: isService ? "" : String(value.group ?? ""),
                kind: isService ? "Service" : String(value.kind),
                namespace: textAt(value, "namespace") ?? namespace,
                name,
                ...(isService && port !== undefined
                  ? { part: String(port), partPath: [...path, "port"] }
                  : {}),
                weight: "fails",
              },
            ];
      }),
  );
}
