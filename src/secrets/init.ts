import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { addContent, type Changed, encryptChanges, isForOthers } from "./changes.ts";
import { fillingOf } from "./fill.ts";
import { randomText } from "./generate.ts";
import { contentsMissing } from "./messages.ts";
import { placeText, type Slot } from "./slots.ts";
import type { Vault } from "./vault.ts";

/** Where contents come from that can neither be made nor be found. */
export interface Answers {
  /** Contents that were named on the command line, by `placeText`. */
  readonly given: ReadonlyMap<string, string>;
  /** Asks a person; undefined where there is no answer. Absent where nobody can be asked. */
  readonly ask?: (slot: Slot) => Promise<string | undefined>;
}

/**
 * Makes what is missing. What is there stays as it is; halves of a login get what the other half has; files for other
 * recipients are encrypted again.
 * @param now milliseconds since 1970
 */
export async function initSecrets(vault: Vault, { given, ask }: Answers, now: number): Promise<Changed> {
  const diagnostics: Diagnostic[] = [];
  const contents = new Map<string, Map<string, string>>();
  const missing: Slot[] = [];
  const forOthers = [...vault.folder.files.keys()].filter((id) => isForOthers(vault, id));
  const locked = new Set(forOthers.filter((id) => !vault.opened.has(id)));
  for (const slot of vault.slots) {
    const named = slot.places.flatMap((place) => given.get(placeText(place)) ?? [])[0];
    const filling = fillingOf(vault, slot, named);
    if (filling.kind === "fault") diagnostics.push(filling.fault);
    else if (filling.kind === "locked") for (const id of filling.ids) locked.add(id);
    else if (filling.kind === "fill") {
      const content =
        filling.content ?? (slot.length === undefined ? await ask?.(slot) : randomText(slot.length));
      if (content === undefined) missing.push(slot);
      else for (const place of filling.places) addContent(contents, place, content);
    }
  }
  if (missing.length > 0) diagnostics.push(contentsMissing(missing));
  diagnostics.push(...vault.closed(locked));
  const rekeyed = forOthers.filter((id) => vault.opened.has(id));
  const { changes, diagnostics: refused } = await encryptChanges(vault, contents, rekeyed, now);
  return { changes, diagnostics: [...diagnostics, ...refused] };
}
