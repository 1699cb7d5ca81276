import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { explainFaults } from "../schema/faults.ts";
import { createValidator, type Validator } from "../schema/validator.ts";
import { expandTemplate } from "../template/expand.ts";
import { isObject, type JsonObject } from "../values/json.ts";
import { primaryLocation, type Tracked, trackedConstant, trackedRecord } from "../values/tracked.ts";
import { contributionInvalid, notAMap } from "./messages.ts";
import type { Component } from "./model.ts";

/** The two halves of schemas/contract.schema.json, compiled. */
export interface ContractValidators {
  readonly offers: Validator;
  readonly contributions: Validator;
}

export function contractValidators(contract: JsonObject): ContractValidators {
  const halves = contract.$defs as JsonObject;
  return {
    offers: createValidator(halves.offers as JsonObject),
    contributions: createValidator(halves.contributions as JsonObject),
  };
}

/** Expands offers.yaml.hbs or contributions.yaml.hbs of a component to one map that matches its type. */
export function expandContract(
  component: Component,
  half: "offers" | "contributions",
  context: Readonly<Record<string, Tracked>>,
  validator: Validator,
  diagnostics: Diagnostic[],
): Tracked {
  const empty = trackedConstant({});
  const source = component.blueprint.folder[half];
  if (source === undefined) return empty;
  const expanded = expandTemplate(source, trackedRecord(context), component.blueprint.folder.files);
  diagnostics.push(...expanded.diagnostics);
  const [map = empty, ...more] = expanded.value ?? [];
  if (more.length > 0 || !isObject(map.value)) {
    diagnostics.push(notAMap(source.file));
    return empty;
  }
  const { faults, resolved } = validator.validate(map.value);
  const locate = (path: Parameters<Tracked["originOf"]>[0]) => primaryLocation(map.originOf(path));
  diagnostics.push(
    ...explainFaults(faults, map.value, { value: locate, key: locate }).map(contributionInvalid),
  );
  return faults.length > 0 ? empty : { value: resolved, originOf: (path) => map.originOf(path) };
}
