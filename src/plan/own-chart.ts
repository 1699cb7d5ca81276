import type { BlueprintChart } from "../generated/blueprint.ts";
import type { Blueprint } from "../schema/blueprints.ts";
import { isObject, type Json, type JsonObject } from "../values/json.ts";

/**
 * The blueprint as one instance of it has it: a chart that the user names in `chart` takes the place of the blueprint's own
 * one, and `podSecurity` with its `reason` that of the namespace. The schema of the slot has checked their form.
 */
export function blueprintOfInstance(blueprint: Blueprint, value: Json): Blueprint {
  if (!isObject(value)) return blueprint;
  const chart = isObject(value.chart) ? chartOf(value.chart) : undefined;
  const level = value.podSecurity as Level | undefined;
  const namespace = {
    ...blueprint.manifest.namespace,
    ...(level === undefined ? {} : { podSecurity: level }),
    ...(typeof value.reason === "string" ? { reason: value.reason } : {}),
  } as NonNullable<Blueprint["manifest"]["namespace"]>;
  if (chart === undefined && level === undefined) return blueprint;
  return {
    ...blueprint,
    manifest: {
      ...blueprint.manifest,
      ...(chart === undefined ? {} : { chart }),
      ...(level === undefined ? {} : { namespace }),
    },
  };
}

type Level = NonNullable<NonNullable<Blueprint["manifest"]["namespace"]>["podSecurity"]>;

const chartOf = ({ name, repository, version, crds }: JsonObject): BlueprintChart => ({
  name: String(name),
  repository: String(repository),
  version: String(version),
  crds: crds as BlueprintChart["crds"],
  hooks: true,
  deleteHooks: false,
  timeout: "10m",
});
