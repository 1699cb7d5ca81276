import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { WrittenHomelab } from "../load/homelab.ts";
import type { Blueprint } from "../schema/blueprints.ts";
import type { JsonObject } from "../values/json.ts";
import { replaceAddresses } from "./addresses.ts";
import { Draft } from "./draft.ts";
import { type Laptop, programOf } from "./model.ts";
import { replaceNodes } from "./nodes.ts";
import { replaceSections } from "./sections.ts";
import { replaceSlots } from "./slots.ts";

/** A homelab as its file says, or as a laptop can have it. */
export interface Derived {
  readonly file: WrittenHomelab;
  readonly laptop?: Laptop;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes the laptop's homelab of the one that is written, where it has a section `laptop`. It is a homelab like any other:
 * the stages that follow check, compile and prove it as they do the real one. What is no sound homelab is left as it is,
 * for the check to tell.
 */
export function deriveLaptop(
  file: WrittenHomelab,
  schema: JsonObject,
  blueprints: readonly Blueprint[],
): Derived {
  const on = programOf(file.value);
  if (on === undefined) return { file, diagnostics: [] };
  const draft = new Draft(file, schema);
  replaceSections(draft);
  replaceSlots(draft, on, blueprints);
  const cidr = replaceNodes(draft, on);
  replaceAddresses(draft, cidr);
  return { file: draft.result, laptop: { on, replaced: draft.replaced }, diagnostics: draft.diagnostics };
}
