import { parseAllDocuments } from "yaml";
import { getAt, isArray, isObject, type Json, type JsonObject } from "../values/json.ts";
import type { Need } from "./model.ts";

type Told = Omit<Need, "path" | "node">;

/** Parts of ClusterConfiguration that the first server settles. https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/ */
const SETTLED = ["networking", "controlPlaneEndpoint", "clusterName"];

/** Kinds that kubeadm reads once on a node: when it founds the cluster, or joins it. */
const AT_JOINING: ReadonlySet<string> = new Set(["InitConfiguration", "JoinConfiguration"]);

/** What a changed kubeadm.yaml of a node that runs needs. */
export function kubeadmNeeds(before: string, after: string): readonly Told[] {
  const [old, wanted] = [documentsOf(before), documentsOf(after)];
  const kinds = [...new Set([...old.keys(), ...wanted.keys()])].filter(
    (kind) => JSON.stringify(old.get(kind)) !== JSON.stringify(wanted.get(kind)),
  );
  return kinds.sort().flatMap((kind): readonly Told[] => {
    if (AT_JOINING.has(kind)) return [{ action: "reinstall", reason: `${kind} is read when a node joins` }];
    const settled = [
      ...SETTLED.filter((key) => differs(old.get(kind), wanted.get(kind), key)),
      ...(encrypts(old.get(kind)) === encrypts(wanted.get(kind)) ? [] : ["secretsEncryption"]),
    ];
    return [
      { action: "ansible", restarts: true, reason: kind },
      ...(kind === "ClusterConfiguration" && settled.length > 0
        ? [{ action: "found", reason: `the first server has settled ${settled.join(", ")}` } as const]
        : []),
    ];
  });
}

/** By kind: a file has one document of each. */
function documentsOf(text: string): ReadonlyMap<string, JsonObject> {
  const documents = parseAllDocuments(text).flatMap((document): JsonObject[] => {
    const value: Json = document.errors.length === 0 ? document.toJS() : null;
    return isObject(value) ? [value] : [];
  });
  return new Map(documents.map((document) => [String(document.kind), document]));
}

/** What lies in etcd is not written anew by kubeadm, and the keys are made when a server comes. */
function encrypts(cluster: Json | undefined): boolean {
  const args = getAt(cluster, ["apiServer", "extraArgs"]);
  return isArray(args) && args.some((arg) => getAt(arg, ["name"]) === "encryption-provider-config");
}

const differs = (before: Json | undefined, after: Json | undefined, key: string): boolean =>
  JSON.stringify(getAt(before, [key])) !== JSON.stringify(getAt(after, [key]));
