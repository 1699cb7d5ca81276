import { groupOf } from "../values/api-version.ts";
import { getAt, isObject, type Json, type JsonObject } from "../values/json.ts";

/** A blueprint marks an object that owns data with this annotation; the GitOps engine's own mark is put beside it. */
export const KEEP = "k8sgen.dev/keep";

/** Kubernetes' own kinds whose removal takes data with it, or the way to it, whoever made them. */
const KEPT_KINDS: readonly string[] = [
  "apiextensions.k8s.io/CustomResourceDefinition",
  "/Namespace",
  "/PersistentVolume",
  "/PersistentVolumeClaim",
  "storage.k8s.io/StorageClass",
];

/** Kinds of operators that remove what they have stored when the object goes. */
const KEPT_CUSTOM: readonly string[] = [
  // https://cloudnative-pg.io/documentation/current/: a Cluster owns its claims.
  "postgresql.cnpg.io/Cluster",
  "postgresql.cnpg.io/Database",
  // https://github.com/mariadb-operator/mariadb-operator
  "k8s.mariadb.com/MariaDB",
  // https://rook.io/docs/rook/latest-release/CRDs/specification/
  "ceph.rook.io/CephCluster",
  "ceph.rook.io/CephBlockPool",
  "ceph.rook.io/CephFilesystem",
  "ceph.rook.io/CephObjectStore",
  // https://longhorn.io/docs/
  "longhorn.io/Volume",
  "longhorn.io/BackupTarget",
];

const KEPT = new Set([...KEPT_KINDS, ...KEPT_CUSTOM]);

/** The kinds that stay; the core's group is empty. */
export const keptKinds = (): readonly { readonly group: string; readonly kind: string }[] =>
  [...KEPT].map((key) => {
    const slash = key.lastIndexOf("/");
    return { group: key.slice(0, slash), kind: key.slice(slash + 1) };
  });

/** Whether an object has to stay when it leaves Git: by its kind, or because its blueprint says so. */
export function ownsData(object: JsonObject): boolean {
  const annotations = isObject(object.metadata) ? object.metadata.annotations : undefined;
  return KEPT.has(kindOf(object)) || isMarked(annotations);
}

/**
 * Whether data goes with an object of a release when Helm uninstalls it. Argo CD heeds Helm's mark, too. What charts bring
 * beside volumes holds none: definitions stay by other means, a class is made again, and a namespace of a chart's own is
 * for what it renders. A volume that no provisioner made keeps what is stored, and so does a claim on one: its class
 * is the empty text.
 * https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource,
 * https://github.com/argoproj/argo-cd/blob/v3.2.11/controller/appcontroller.go (shouldBeDeleted),
 * https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reclaiming
 */
export function losesData(object: JsonObject): boolean {
  const kind = kindOf(object);
  if (isKeptByHelm(object)) return false;
  if (kind === "/PersistentVolume")
    return getAt(object, ["spec", "persistentVolumeReclaimPolicy"]) === "Delete";
  if (kind === "/PersistentVolumeClaim") return getAt(object, ["spec", "storageClassName"]) !== "";
  return KEPT_CUSTOM.includes(kind);
}

const isKeptByHelm = (object: JsonObject): boolean =>
  getAt(object, ["metadata", "annotations", "helm.sh/resource-policy"]) === "keep";

const kindOf = ({ apiVersion, kind }: JsonObject): string =>
  `${groupOf(String(apiVersion ?? ""))}/${String(kind)}`;

const isMarked = (annotations: Json | undefined): boolean =>
  isObject(annotations) && annotations[KEEP] === "true";
