import { getAt, isObject, type Json, type JsonObject } from "../../src/values/json.ts";
import { identityOf } from "./api.ts";

/** Where a workload keeps the template of its pods. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Deployment: ["spec", "template"],
  StatefulSet: ["spec", "template"],
  DaemonSet: ["spec", "template"],
  Job: ["spec", "template"],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
};

/**
 * The pod that a workload would make. Pod Security and the priorities of pods are enforced on pods alone: the API server
 * takes every Deployment. https://kubernetes.io/docs/concepts/security/pod-security-admission/#workload-resources-and-pod-templates
 */
export function podOf(workload: JsonObject): JsonObject | undefined {
  const { kind, namespace, name } = identityOf(workload);
  const path = TEMPLATES[kind];
  if (path === undefined) return undefined;
  const template = getAt(workload, path);
  const spec = getAt(template, ["spec"]);
  if (!isObject(spec)) return undefined;
  const claims = listAt(workload, ["spec", "volumeClaimTemplates"]).map((claim) => ({
    name: String(getAt(claim, ["metadata", "name"])),
    emptyDir: {},
  }));
  const volumes: Json[] = [...listAt(spec, ["volumes"]), ...claims];
  const { labels = {}, annotations = {} } = (getAt(template, ["metadata"]) ?? {}) as JsonObject;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${name.slice(0, 60)}-0`,
      namespace,
      labels: labels ?? {},
      annotations: annotations ?? {},
    },
    spec: { ...spec, volumes },
  };
}

function listAt(value: Json, path: readonly string[]): readonly Json[] {
  const list = getAt(value, path);
  return Array.isArray(list) ? list : [];
}
