import { parseAllDocuments } from "yaml";
import type { AssembledTree } from "../assemble/tree.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/model.ts";
import { type PackageFiles, readPackageJson } from "../schema/package-files.ts";
import { isArray, isObject, type Json, type JsonObject } from "../values/json.ts";
import { kubeadmFieldWrong, kubeadmKindUnknown } from "./kubeadm-messages.ts";

/** `kubeadm/<node>/…`: what kubeadm reads. */
const CONFIGURATIONS = /^kubeadm\/[^/]+\/(kubeadm|cluster|join|upgrade)\.yaml$/;
/** Parts of a kubelet's configuration, which name no kind. */
const PATCHES = /^kubeadm\/[^/]+\/patches\/kubeletconfiguration\+merge\.yaml$/;
const KUBELET = "kubelet.config.k8s.io/v1beta1/KubeletConfiguration";

/**
 * What kubeadm would refuse in its configurations, or pass over with a warning: kinds and fields that it does not know, and
 * values of another type. The types are those of the Kubernetes version: schemas/kubeadm, made by scripts/pack/kubeadm.ts.
 */
export function kubeadmFaults(plan: Plan, tree: AssembledTree, files: PackageFiles): readonly Diagnostic[] {
  if (plan.homelab.kubernetes.distribution !== "kubeadm") return [];
  const { kinds } = readPackageJson(files, `schemas/kubeadm/v1.${plan.facts.kubernetesMinor}.json`);
  const known = isObject(kinds) ? kinds : {};
  return [...tree.files].flatMap(([path, bytes]) => {
    const isPatch = PATCHES.test(path);
    if (!isPatch && !CONFIGURATIONS.test(path)) return [];
    return parseAllDocuments(new TextDecoder().decode(bytes)).flatMap((document) => {
      const value = document.toJS() as Json;
      const kind = isPatch ? KUBELET : isObject(value) ? `${value.apiVersion}/${value.kind}` : "";
      const schema = Object.hasOwn(known, kind) ? known[kind] : undefined;
      if (!isObject(schema)) return [kubeadmKindUnknown(path, kind)];
      return fieldFaults(value, schema, "").map((where) =>
        kubeadmFieldWrong(path, where.place, where.wanted),
      );
    });
  });
}

interface Fault {
  readonly place: string;
  /** What should stand there; undefined where nothing may. */
  readonly wanted: string | undefined;
}

/** The words of JSON Schema that the pack uses: `type`, `const`, `properties`, `additionalProperties`, `items`. */
function fieldFaults(value: Json, schema: JsonObject, place: string): readonly Fault[] {
  const { type, properties, additionalProperties, items } = schema;
  if (schema.const !== undefined)
    return value === schema.const ? [] : [{ place, wanted: String(schema.const) }];
  const types = [type ?? []].flat().map(String);
  if (!types.some((name) => isOf(value, name))) return [{ place, wanted: types.join(" or ") }];
  if (isArray(value))
    return value.flatMap((item, index) =>
      isObject(items) ? fieldFaults(item, items, `${place}[${index}]`) : [],
    );
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const at = place === "" ? key : `${place}.${key}`;
    const own = isObject(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined;
    const inner = own ?? additionalProperties;
    if (isObject(inner)) return fieldFaults(child, inner, at);
    return additionalProperties === false ? [{ place: at, wanted: undefined }] : [];
  });
}

function isOf(value: Json, type: string): boolean {
  switch (type) {
    case "object":
      return isObject(value);
    case "array":
      return isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "number":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    default:
      return typeof value === "string";
  }
}
