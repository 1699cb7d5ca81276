import type { LaptopPatch } from "../generated/blueprint.ts";
import type { Blueprint } from "../schema/blueprints.ts";
import { INSTANCE } from "../schema/slots.ts";
import { isObject, type JsonObject, type Path } from "../values/json.ts";
import type { Draft } from "./draft.ts";
import { PROGRAMS, type Program } from "./model.ts";

/** What blueprints say of their own slots. */
export function replaceSlots(draft: Draft, on: Program, blueprints: readonly Blueprint[]): void {
  const inContainers = PROGRAMS[on].nodes === "containers";
  const slots = blueprints
    .flatMap(({ manifest }) => manifest.slots ?? [])
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path, laptop } of slots) {
    if (laptop === undefined) continue;
    const because = laptop.without ?? (inContainers ? laptop.containers : undefined);
    for (const slot of pathsLike(draft, [], path.split("."))) {
      if (because !== undefined) draft.leaveOut(slot, because);
      else
        for (const part of laptop.instead ?? [])
          if (part.containers !== true || inContainers) replacePart(draft, slot, part);
    }
  }
  const storage = draft.at(["storage", "default"]);
  if (typeof storage === "string" && draft.at(["storage", storage]) === undefined)
    draft.leaveOut(["storage", "default"], "The provider is left out, so that another one is the default.");
}

function replacePart(draft: Draft, slot: Path, { where, patch, because }: LaptopPatch): void {
  const [first, ...others] = pathsLike(draft, slot, where.split("."));
  if (first === undefined) return;
  if (patch === undefined) for (const path of [first, ...others]) draft.leaveOut(path, because);
  else {
    draft.tell(first, because);
    draft.patch(slot, patch as JsonObject);
  }
}

/** The paths below one that are there and look like a pattern, in which `*` is each key. */
function pathsLike(draft: Draft, base: Path, pattern: readonly string[]): readonly Path[] {
  const [step, ...rest] = pattern;
  if (step === undefined) return draft.at(base) === undefined ? [] : [base];
  const value = draft.at(base);
  if (!isObject(value)) return [];
  const keys = step === INSTANCE ? Object.keys(value) : [step];
  return keys.flatMap((key) => pathsLike(draft, [...base, key], rest));
}
