import { isObject, type Json, type JsonObject, listAt, objectAt, sorted, stringAt } from "./json.ts";
import { CRD_KEYWORDS, withKeywords, withoutDefaults } from "./schema.ts";

/** One kind of custom resource; versions in the order of the definition, those that are not served left out. */
export interface PackedCrd extends JsonObject {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: string;
  readonly versions: readonly PackedVersion[];
}

export interface PackedVersion extends JsonObject {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  /** The warning that the API server gives to whoever uses the version; absent where it stays. */
  readonly deprecated?: string;
  /** The structural schema (openAPIV3Schema) without prose, defaults and CEL rules. */
  readonly schema: JsonObject;
}

/** What `schemas/crds/<source>-<version>.json.gz` holds. */
export interface CrdPack extends JsonObject {
  /** Where the definitions are from, for people: `cert-manager v1.21.1 (chart)`. */
  readonly source: string;
  readonly crds: readonly PackedCrd[];
}

export const isCrd = (object: Json): object is JsonObject =>
  isObject(object) && object.kind === "CustomResourceDefinition";

/** Packs the CustomResourceDefinitions (apiextensions.k8s.io/v1) among some objects. Throws where there is none. */
export function crdPack(source: string, objects: readonly Json[]): CrdPack {
  const crds = objects.filter(isCrd).map(packed);
  if (crds.length === 0) throw new Error(`${source}: no CustomResourceDefinition`);
  return { source, crds: crds.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)) };
}

/** `apiVersion/kind` of every version in a pack. */
export function kindsOf(pack: CrdPack): readonly string[] {
  return pack.crds.flatMap((crd) =>
    crd.versions.map((version) => `${crd.group}/${version.name}/${crd.kind}`),
  );
}

const nameOf = (crd: PackedCrd): string => `${crd.group}/${crd.kind}`;

function packed(crd: JsonObject): PackedCrd {
  const versions = listAt(crd, "spec", "versions").filter((version) => objectAt(version).served === true);
  return {
    group: stringAt(crd, "spec", "group"),
    kind: stringAt(crd, "spec", "names", "kind"),
    plural: stringAt(crd, "spec", "names", "plural"),
    scope: stringAt(crd, "spec", "scope"),
    versions: versions.map((version) => ({
      name: stringAt(version, "name"),
      served: true,
      storage: objectAt(version).storage === true,
      ...deprecation(crd, version),
      schema: bare(objectAt(version, "schema", "openAPIV3Schema")),
    })),
  };
}

/** As engine/crds.go reads it: the CRD's own words, or those of the API server. */
function deprecation(crd: JsonObject, version: Json): { readonly deprecated?: string } {
  const { deprecated, deprecationWarning } = objectAt(version);
  if (deprecated !== true) return {};
  const kind = `${stringAt(crd, "spec", "group")}/${stringAt(version, "name")} ${stringAt(crd, "spec", "names", "kind")}`;
  return {
    deprecated:
      typeof deprecationWarning === "string" && deprecationWarning !== ""
        ? deprecationWarning
        : `${kind} is deprecated`,
  };
}

function bare(schema: JsonObject): JsonObject {
  const structural = withKeywords(schema, (keyword) => CRD_KEYWORDS.has(keyword));
  return objectAt(sorted(withoutDefaults(structural)));
}
