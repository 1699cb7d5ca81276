import type { Result } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { addContent, type Changed, encryptChanges } from "./changes.ts";
import { keyKnown, keyUnknown, secretUnknown } from "./messages.ts";
import type { KeyPlace, Slot } from "./slots.ts";
import { contentAt, isClosedAt } from "./standing.ts";
import type { Vault } from "./vault.ts";

/** The slot that a person may fill; no value, and why, where there is none. */
export function slotAt(
  { slots, states }: Pick<Vault, "slots" | "states">,
  { id, key }: KeyPlace,
): Result<Slot> {
  const secret = states.find((state) => state.id === id);
  const ids = states.map((state) => state.id);
  if (secret === undefined) return { diagnostics: [secretUnknown(id, ids, nearest(id, ids))] };
  const slot = slots.find(({ places }) => places.some((place) => place.id === id && place.key === key));
  if (slot === undefined) {
    const names = secret.needed.keys.map(({ name }) => name);
    return { diagnostics: [keyUnknown(id, key, names, nearest(key, names))] };
  }
  return slot.value === undefined ? { value: slot, diagnostics: [] } : { diagnostics: [keyKnown(id, key)] };
}

/** Whether a slot can be changed: before somebody is asked for a content that nothing could be done with. */
export const obstaclesOf = (vault: Vault, { places }: Slot): Changed["diagnostics"] =>
  vault.closed(places.filter((place) => isClosedAt(vault, place)).map(({ id }) => id));

/**
 * Puts a content into all places of a slot, whatever stood there.
 * @param now milliseconds since 1970
 */
export async function setContent(vault: Vault, slot: Slot, content: string, now: number): Promise<Changed> {
  const diagnostics = obstaclesOf(vault, slot);
  if (diagnostics.length > 0) return { changes: [], diagnostics };
  const contents = new Map<string, Map<string, string>>();
  for (const place of slot.places)
    if (contentAt(vault, place) !== content) addContent(contents, place, content);
  const changed = await encryptChanges(vault, contents, [], now);
  // One half of a login must not change alone.
  return changed.diagnostics.length > 0 ? { ...changed, changes: [] } : changed;
}
