import { groupOf } from "../values/api-version.ts";
import { isObject, type Json, type JsonObject } from "../values/json.ts";

/** A blueprint marks an object that owns data with this annotation; the GitOps engine's own mark is put beside it. */
export const KEEP = "k8sgen.dev/keep";

/** Kubernetes' own kinds whose removal takes data with it, or the way to it, whoever made them. */
export const KEPT_KINDS: readonly string[] = [
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

/** Whether an object has to stay when it leaves Git: by its kind, or because its blueprint says so. */
export function ownsData(object: JsonObject): boolean {
  const group = groupOf(String(object.apiVersion ?? ""));
  const annotations = isObject(object.metadata) ? object.metadata.annotations : undefined;
  return KEPT.has(`${group}/${String(object.kind)}`) || isMarked(annotations);
}

const isMarked = (annotations: Json | undefined): boolean =>
  isObject(annotations) && annotations[KEEP] === "true";
