import type { Plan } from "../../plan/model.ts";
import { getAt, isObject } from "../../values/json.ts";

/** Keys of `delivery` that are no engine. */
const BESIDE = ["charts", "progressive", "rendered"];

/** The engine that the homelab names: the one key of `delivery` that is a provider. */
export const engineKey = (plan: Plan): string => {
  const delivery = getAt(plan.tracked.value, ["delivery"]);
  return Object.keys(isObject(delivery) ? delivery : {}).find((key) => !BESIDE.includes(key)) ?? "";
};

/** Whether the output holds what charts render in the place of releases. */
export const isRendered = ({ homelab }: Plan): boolean => homelab.delivery.rendered === true;

/** A setting of the engine, as text; empty where it is not there. */
export const setting = (plan: Plan, key: string): string =>
  String(getAt(plan.tracked.value, ["delivery", engineKey(plan), key]) ?? "");

/** Path of the output inside of the repository. */
export const repositoryPath = (plan: Plan): string =>
  setting(plan, "path") || `output/${plan.homelab.metadata.name}`;
