import { isObject, type Json, type JsonObject, objectAt, stringAt } from "./json.ts";
import { KUBERNETES_KEYWORDS, withKeywords } from "./schema.ts";

/** A collection of the API: `/api/v1/namespaces/{namespace}/pods`, `/apis/apps/v1/deployments`. */
const COLLECTION = /^\/(?:api|apis\/[^/]+)\/[^/]+\/(namespaces\/\{namespace\}\/)?[a-z]+$/;
/** Alpha and beta versions are switched off unless an administrator switches them on. */
const PREVIEW = /\/?v\d+(alpha|beta)\d+$/;

/** What `schemas/kubernetes/v<minor>.json.gz` holds. */
export interface KubernetesPack extends JsonObject {
  /** The release the definitions are of, such as `v1.36.3`. */
  readonly kubernetes: string;
  /** Group versions that the API server serves by default, as Helm's Capabilities name them: `v1`, `apps/v1`. */
  readonly apiVersions: readonly string[];
  /** `apiVersion/kind` of every resource that is served by default. */
  readonly kinds: readonly string[];
  /** Every resource, those of alpha and beta versions too: whether its objects live in a namespace. */
  readonly namespaced: { readonly [kind: string]: boolean };
  /** OpenAPI v2 definitions; references read `#/definitions/<name>`. */
  readonly definitions: JsonObject;
}

/**
 * The pack of one release. `swagger` is api/openapi-spec/swagger.json of the module k8s.io/kubernetes, which describes
 * all versions, `controlPlane` its pkg/controlplane/instance.go, which says what is served by default. Throws where
 * that file no longer limits itself to stable versions.
 */
export function kubernetesPack(version: string, swagger: Json, controlPlane: string): KubernetesPack {
  if (
    !controlPlane.includes("stableAPIGroupVersionsEnabledByDefault") ||
    /EnabledByDefaultResources/.test(controlPlane)
  ) {
    throw new Error(
      `Kubernetes ${version} serves more than stable versions by default: see pkg/controlplane/instance.go`,
    );
  }
  const namespaced = resources(objectAt(swagger, "paths"));
  const kinds = Object.keys(namespaced).filter((kind) => !PREVIEW.test(apiVersionOf(kind)));
  return {
    kubernetes: version,
    apiVersions: [...new Set(kinds.map(apiVersionOf))].sort(),
    kinds,
    namespaced,
    definitions: definitions(objectAt(swagger, "definitions")),
  };
}

const apiVersionOf = (kind: string): string => kind.slice(0, kind.lastIndexOf("/"));

function resources(paths: JsonObject): Record<string, boolean> {
  const found = new Map<string, boolean>();
  for (const [path, item] of Object.entries(paths)) {
    const match = COLLECTION.exec(path);
    if (match === null || !isObject(item)) continue;
    // Objects of a namespaced kind can be listed without a namespace, so one path with a namespace decides.
    for (const operation of [item.get, item.post]) {
      if (!isObject(operation) || operation["x-kubernetes-group-version-kind"] === undefined) continue;
      const kind = kindOf(objectAt(operation, "x-kubernetes-group-version-kind"));
      found.set(kind, found.get(kind) === true || match[1] !== undefined);
    }
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function kindOf(gvk: JsonObject): string {
  const group = stringAt(gvk, "group");
  return `${group === "" ? "" : `${group}/`}${stringAt(gvk, "version")}/${stringAt(gvk, "kind")}`;
}

function definitions(source: JsonObject): JsonObject {
  const names = Object.keys(source).sort();
  const wanted = (keyword: string): boolean => KUBERNETES_KEYWORDS.has(keyword);
  return Object.fromEntries(
    names.map((name) => [name, definition(withKeywords(objectAt(source, name), wanted))]),
  );
}

/** DeleteOptions and WatchEvent name every group there is; nobody writes them, so their list of kinds goes. */
function definition(schema: JsonObject): JsonObject {
  const { "x-kubernetes-group-version-kind": kinds, ...rest } = schema;
  return Array.isArray(kinds) && kinds.length === 1 ? schema : rest;
}
