import { getAt, type JsonObject } from "../../src/values/json.ts";
import { type Api, identityOf, titleOf } from "./api.ts";
import { until } from "./process.ts";

/** Kinds whose objects hold data, or whose loss would take such objects along. */
export const HOLDERS: readonly (readonly [apiVersion: string, kind: string])[] = [
  ["v1", "Namespace"],
  ["v1", "PersistentVolumeClaim"],
  ["v1", "PersistentVolume"],
  ["apiextensions.k8s.io/v1", "CustomResourceDefinition"],
  ["longhorn.io/v1beta2", "Volume"],
];

/** Annotations by which an object outlives its release, with what they say then. */
const MARKS: readonly (readonly [annotation: string, says: RegExp])[] = [
  ["helm.sh/resource-policy", /^keep$/],
  ["argocd.argoproj.io/sync-options", /Prune=false/],
  ["kustomize.toolkit.fluxcd.io/prune", /^disabled$/],
];

const stays = (object: JsonObject): boolean =>
  HOLDERS.some(([, kind]) => kind === object.kind) ||
  MARKS.some(([annotation, says]) =>
    says.test(String(getAt(object, ["metadata", "annotations", annotation]) ?? "")),
  );

/** Waits until nothing is left of what one plan had and another has no more, but what is marked to stay. */
export async function gone(
  api: Api,
  before: readonly JsonObject[],
  now: readonly JsonObject[],
  seconds: number,
): Promise<number> {
  const wanted = new Set(now.map(titleOf));
  const leaving = before.filter((object) => !wanted.has(titleOf(object)) && !stays(object));
  let left = leaving;
  await until(
    async () => {
      const found = await Promise.all(
        left.map(async (object) => {
          const { apiVersion, kind, namespace, name } = identityOf(object);
          return (await api.get(apiVersion, kind, namespace, name)) === undefined ? [] : [object];
        }),
      );
      left = found.flat();
      return left.length === 0 ? true : undefined;
    },
    seconds,
    () => `still there:\n${left.map(titleOf).join("\n")}`,
  );
  return leaving.length;
}
