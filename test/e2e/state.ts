import { getAt, isObject, type JsonObject } from "../../src/values/json.ts";
import { type Api, identityOf, titleOf } from "./api.ts";
import { until } from "./process.ts";

export const KUSTOMIZATION = ["kustomize.toolkit.fluxcd.io/v1", "Kustomization"] as const;
export const RELEASE = ["helm.toolkit.fluxcd.io/v2", "HelmRelease"] as const;

const textAt = (object: JsonObject, ...path: string[]): string => String(getAt(object, path) ?? "");

/** The condition `type` of an object, where it is about the object as it is now. */
export function condition(object: JsonObject, type: string): JsonObject | undefined {
  const conditions = getAt(object, ["status", "conditions"]);
  const found = Array.isArray(conditions)
    ? conditions.filter(isObject).find((one) => one.type === type)
    : undefined;
  const generation = getAt(object, ["metadata", "generation"]);
  return found?.observedGeneration === undefined || found.observedGeneration === generation
    ? found
    : undefined;
}

/**
 * Says of the Jobs that charts run as hooks that their pods ended well, as pods on nodes would: Helm waits for them,
 * whatever else it is told not to wait for.
 */
export async function endHooks(api: Api): Promise<void> {
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  for (const job of await api.list("batch/v1", "Job")) {
    const isHook = getAt(job, ["metadata", "annotations", "helm.sh/hook"]) !== undefined;
    // The controller writes when it began; before that nothing can have ended.
    if (!isHook || getAt(job, ["status", "startTime"]) === undefined || condition(job, "Complete")) continue;
    const done = { status: "True", lastProbeTime: now, lastTransitionTime: now };
    const conditions = ["SuccessCriteriaMet", "Complete"].map((type) => ({ type, ...done }));
    const status = { active: 0, ready: 0, terminating: 0, succeeded: 1, completionTime: now, conditions };
    await api.patch(job, { status }, "status");
  }
}

/** Waits until Flux has taken a commit to the cluster, and all that it looks after is ready. */
export async function converged(
  api: Api,
  {
    umbrella,
    commit,
    seconds,
    check,
  }: { umbrella: string; commit: string; seconds: number; check: () => void },
): Promise<readonly JsonObject[]> {
  let late: readonly string[] = ["nothing is there"];
  return await until(
    async () => {
      check();
      await endHooks(api);
      const [kustomizations, releases] = await Promise.all([
        api.list(...KUSTOMIZATION),
        api.list(...RELEASE),
      ]);
      const all = [...kustomizations, ...releases];
      late = all
        .filter((object) => condition(object, "Ready")?.status !== "True" || !isAt(object, umbrella, commit))
        .map((object) => `${titleOf(object)}: ${condition(object, "Ready")?.message ?? "not looked at yet"}`);
      const isComplete = releases.some((object) => identityOf(object).name === umbrella);
      return isComplete && late.length === 0 ? all : undefined;
    },
    seconds,
    () => late.join("\n"),
  );
}

/** Kustomizations and the umbrella follow the commit; what the umbrella holds follows the umbrella. */
function isAt(object: JsonObject, umbrella: string, commit: string): boolean {
  const { kind, name } = identityOf(object);
  if (kind === "Kustomization") return textAt(object, "status", "lastAppliedRevision").endsWith(commit);
  return name !== umbrella || textAt(object, "status", "lastAttemptedRevision").endsWith(commit.slice(0, 12));
}

/** Asks Flux for something now, as `flux reconcile` does. https://fluxcd.io/flux/components/helm/helmreleases/#triggering-a-reconcile */
export async function reconcile(api: Api, objects: readonly JsonObject[]): Promise<string> {
  const token = String(Date.now());
  for (const object of objects)
    await api.patch(object, {
      metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": token } },
    });
  return token;
}

/** What objects are to be, by title: without what happens to them. */
export async function fingerprints(
  api: Api,
  objects: readonly JsonObject[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const object of objects) {
    const { apiVersion, kind, namespace, name } = identityOf(object);
    const now = await api.get(apiVersion, kind, namespace, name);
    if (now !== undefined) found.set(titleOf(object), fingerprint(now));
  }
  return found;
}

/** Keys whose values are not the same in both, sorted. */
export const differing = <T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): readonly string[] =>
  [...new Set([...a.keys(), ...b.keys()])]
    .filter((key) => JSON.stringify(a.get(key)) !== JSON.stringify(b.get(key)))
    .sort();

function fingerprint(object: JsonObject): string {
  const { metadata, status: _, ...rest } = object;
  const { uid, labels = {}, annotations = {} } = metadata as JsonObject;
  return JSON.stringify({ uid, labels, annotations, ...rest });
}

/** Revisions of Helm by release, newest first, as Flux tells them. */
export const history = (release: JsonObject): readonly string[] => {
  const entries = getAt(release, ["status", "history"]);
  return Array.isArray(entries)
    ? entries.filter(isObject).map(({ version, status }) => `${version} ${status}`)
    : [];
};
