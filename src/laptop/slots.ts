import type { Blueprint } from "../schema/blueprints.ts";
import { getAt, type JsonObject } from "../values/json.ts";
import type { Draft } from "./draft.ts";
import { PROGRAMS, type Program } from "./model.ts";

/** What blueprints say of their own slots. */
export function replaceSlots(draft: Draft, on: Program, blueprints: readonly Blueprint[]): void {
  const inContainers = PROGRAMS[on].nodes === "containers";
  const slots = blueprints
    .flatMap(({ manifest }) => manifest.slots ?? [])
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path, laptop } of slots) {
    const steps = path.split(".");
    if (laptop === undefined || draft.at(steps) === undefined) continue;
    const because = laptop.without ?? (inContainers ? laptop.containers : undefined);
    if (because !== undefined) draft.leaveOut(steps, because);
    else
      for (const { where, patch, because: reason } of laptop.instead ?? []) {
        if (getAt(draft.at(steps), where.split(".")) === undefined) continue;
        draft.tell([...steps, ...where.split(".")], reason);
        draft.patch(steps, patch as JsonObject);
      }
  }
  const storage = draft.at(["storage", "default"]);
  if (typeof storage === "string" && draft.at(["storage", storage]) === undefined)
    draft.leaveOut(["storage", "default"], "The provider is left out, so that another one is the default.");
}
