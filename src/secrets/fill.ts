import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { sharedDiffer, valueRefused, valueThere } from "./messages.ts";
import { type KeyPlace, placeText, type Slot } from "./slots.ts";
import { contentAt, isBinaryAt, isClosedAt, lacksAt } from "./standing.ts";
import type { Vault } from "./vault.ts";

/** What has to happen to a slot. */
export type Filling =
  | { readonly kind: "nothing" }
  | { readonly kind: "fault"; readonly fault: Diagnostic }
  /** These Secrets have to be opened first, and no private key does it. */
  | { readonly kind: "locked"; readonly ids: readonly string[] }
  /** These places get a content: this one, or one that is yet to be made. */
  | { readonly kind: "fill"; readonly places: readonly KeyPlace[]; readonly content: string | undefined };

/** Compares what stands in the places of a slot with what has to: what is there stays. */
export function fillingOf(vault: Vault, slot: Slot, given: string | undefined): Filling {
  const closed = slot.places.filter((place) => isClosedAt(vault, place));
  const lacking = slot.places.filter((place) => lacksAt(vault, place));
  if (slot.value !== undefined) return knownFilling(vault, slot.places, slot.value);
  const [there, ...others] = new Set(slot.places.flatMap((place) => contentAt(vault, place) ?? []));
  if (others.length > 0) return fault(sharedDiffer(slot.places.map(placeText)));
  const { id, key } = slot.places[0];
  if (given !== undefined && there !== undefined && given !== there) return fault(valueThere(id, key));
  if (lacking.length === 0) return { kind: "nothing" };
  const binary = slot.places.find((place) => isBinaryAt(vault, place));
  if (binary !== undefined) return fault(valueRefused(binary.id, binary.key, "is not UTF-8 text"));
  // What stands in a closed file may be the content that the others have to get.
  if (closed.length > 0) return { kind: "locked", ids: closed.map((place) => place.id) };
  return { kind: "fill", places: lacking, content: there ?? given };
}

/** A content that follows from homelab.yaml changes with it. Whether it did cannot be seen in closed files. */
function knownFilling(vault: Vault, all: readonly KeyPlace[], value: string): Filling {
  const locked = all.filter((place) => isClosedAt(vault, place) && lacksAt(vault, place));
  if (locked.length > 0) return { kind: "locked", ids: locked.map(({ id }) => id) };
  const places = all.filter((place) => !isClosedAt(vault, place) && contentAt(vault, place) !== value);
  return places.length === 0 ? { kind: "nothing" } : { kind: "fill", places, content: value };
}

const fault = (diagnostic: Diagnostic): Filling => ({ kind: "fault", fault: diagnostic });
