import { withAnnotations } from "../assemble/manifests.ts";
import type { HookTreatment } from "../assemble/rendered/model.ts";
import { getAt, isObject, type JsonObject } from "../values/json.ts";

/** When an object of a release is applied: with the rest, or before or after it. */
export type Phase = "before" | "main" | "after";

/** https://helm.sh/docs/topics/charts_hooks/ */
const HOOK = "helm.sh/hook";
const WEIGHT = "helm.sh/hook-weight";
const OF_HOOKS = /^helm\.sh\/hook(-|$)/;

/** Events that happen where nothing is installed as a release, in the order in which they decide. */
const EVENTS = ["pre-install", "post-install", "pre-upgrade", "post-upgrade"];

/** The events of a hook; empty for an ordinary object. */
export function eventsOf(object: JsonObject): readonly string[] {
  const events = getAt(object, ["metadata", "annotations", HOOK]);
  return typeof events !== "string" ? [] : events.split(",").map((event) => event.trim());
}

/** Helm runs hooks of one event by their weights; absent is 0. */
export function weightOf(object: JsonObject): number {
  return Number(getAt(object, ["metadata", "annotations", WEIGHT]) ?? 0) || 0;
}

/** What is done once: the spec of a Job cannot be changed, nor that of a Pod. */
export const runsOnce = ({ kind }: JsonObject): boolean => kind === "Job" || kind === "Pod";

/**
 * An object as the engine needs it in the place of a hook; undefined where none of the hook's events ever comes: nobody
 * deletes a release, or rolls it back, where there is none.
 */
export function translateHook(
  object: JsonObject,
  treatment: HookTreatment,
): { readonly phase: Phase; readonly object: JsonObject } | undefined {
  const events = eventsOf(object).filter((event) => EVENTS.includes(event));
  if (events.length === 0) return undefined;
  if (treatment === "kept")
    return { phase: "main", object: withAnnotations(object, { [HOOK]: events.join(",") }) };
  const first = EVENTS.find((event) => events.includes(event));
  return {
    phase: first?.startsWith("pre") === true ? "before" : "after",
    object: withoutHooks(object),
  };
}

/** A Job that is gone after a while would be made again and again by an engine that looks for it. */
export function lasting(object: JsonObject, treatment: HookTreatment): JsonObject {
  if (treatment === "kept" || !runsOnce(object)) return object;
  const spec = isObject(object.spec) ? object.spec : {};
  const { ttlSecondsAfterFinished: _ttl, ...rest } = spec;
  const once = { ...object, spec: rest };
  return Object.keys(treatment.runs).length === 0 ? once : withAnnotations(once, treatment.runs);
}

function withoutHooks(object: JsonObject): JsonObject {
  const { metadata } = object;
  if (!isObject(metadata) || !isObject(metadata.annotations)) return object;
  const { annotations, ...rest } = metadata;
  const kept = Object.entries(annotations).filter(([name]) => !OF_HOOKS.test(name));
  return {
    ...object,
    metadata: kept.length === 0 ? rest : { ...rest, annotations: Object.fromEntries(kept) },
  };
}
