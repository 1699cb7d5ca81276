import { getAt, isObject, type JsonObject } from "../../src/values/json.ts";
import { type Api, identityOf, titleOf } from "./api.ts";
import { APPLICATION } from "./argo-cd.ts";
import { until } from "./process.ts";

const textAt = (object: JsonObject, ...path: string[]): string => String(getAt(object, path) ?? "");

/** Whether an Application carries the release of a chart. */
export const isRelease = (application: JsonObject): boolean =>
  getAt(application, ["spec", "source", "chart"]) !== undefined;

/**
 * Waits until Argo CD has taken a commit to the cluster: each Application is synced with what Git says now, and each release
 * is healthy as well. What raw manifests order (certificates, routes) only their programs could finish, which do not run.
 */
export async function synced(
  api: Api,
  { commit, seconds, check }: { commit: string; seconds: number; check: () => void },
): Promise<readonly JsonObject[]> {
  let late: readonly string[] = ["nothing is there"];
  return await until(
    async () => {
      check();
      const all = await api.list(...APPLICATION);
      late = all.flatMap((application) => {
        const why = unfinished(application, commit);
        return why === undefined ? [] : [`${titleOf(application)}: ${why}`];
      });
      return all.some(isRelease) && late.length === 0 ? all : undefined;
    },
    seconds,
    () => late.join("\n"),
  );
}

function unfinished(application: JsonObject, commit: string): string | undefined {
  const status = (...path: string[]) => textAt(application, "status", ...path);
  if (status("sync", "status") !== "Synced")
    return `${status("sync", "status")} ${status("operationState", "message")} ${conditions(application)}`;
  if (!isRelease(application) && status("sync", "revision") !== commit) return "of another commit";
  if (status("operationState", "phase") !== "Succeeded")
    return `${status("operationState", "phase")} ${status("operationState", "message")}`;
  if (!isRelease(application) || status("health", "status") === "Healthy") return undefined;
  return `${status("health", "status")} ${unhealthy(application)}`;
}

const listAt = (object: JsonObject, ...path: string[]): readonly JsonObject[] => {
  const list = getAt(object, path);
  return Array.isArray(list) ? list.filter(isObject) : [];
};

const conditions = (application: JsonObject): string =>
  listAt(application, "status", "conditions")
    .map(({ message }) => String(message))
    .join("; ");

const unhealthy = (application: JsonObject): string =>
  listAt(application, "status", "resources")
    .filter((resource) => (getAt(resource, ["health", "status"]) ?? "Healthy") !== "Healthy")
    .map(({ kind, name }) => `${kind} ${name}`)
    .join(", ");

/** Syncs of each Application so far, newest first, with what they were of. */
export async function syncs(api: Api): Promise<ReadonlyMap<string, readonly string[]>> {
  return new Map(
    (await api.list(...APPLICATION)).map((application) => [
      identityOf(application).name,
      listAt(application, "status", "history").map(({ id }) => String(id)),
    ]),
  );
}

/** Asks Argo CD to look at Git now, as a webhook of the Git server does. https://argo-cd.readthedocs.io/en/stable/operator-manual/webhook/ */
export async function refresh(api: Api): Promise<void> {
  for (const application of await api.list(...APPLICATION))
    await api.patch(application, { metadata: { annotations: { "argocd.argoproj.io/refresh": "normal" } } });
}
