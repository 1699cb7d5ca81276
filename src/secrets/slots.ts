import type { SecretKey } from "../generated/contract.ts";
import { idOf, type KeySource, type NeededSecret } from "./needed.ts";

/** One key of one Secret. */
export interface KeyPlace {
  /** `<namespace>/<name>` */
  readonly id: string;
  readonly key: string;
}

/** A content, and every key that it stands in: keys with one `shared` id have one content. */
export interface Slot {
  readonly places: readonly [KeyPlace, ...KeyPlace[]];
  readonly source: KeySource;
  readonly description: string;
  /** Content that is not secret. */
  readonly value?: string;
  /** Letters and digits, of a content that may be random. */
  readonly length?: number;
}

/** `<namespace>/<name> <key>`, as commands take it. */
export const placeText = ({ id, key }: KeyPlace): string => `${id} ${key}`;

/** The contents of Secrets, in the order in which they are met. */
export function slotsOf(secrets: readonly NeededSecret[]): readonly Slot[] {
  const slots = new Map<string, Slot>();
  for (const secret of secrets) {
    const id = idOf(secret);
    for (const key of secret.keys) {
      // A blank is in no name, so that no id of the one kind is one of the other.
      const slot = key.shared === undefined ? `${id} ${key.name}` : `shared:${key.shared}`;
      slots.set(slot, joined(slots.get(slot), { id, key: key.name }, key));
    }
  }
  return [...slots.values()];
}

/** One half that says how the content comes about speaks for the other. */
function joined(before: Slot | undefined, place: KeyPlace, key: SecretKey): Slot {
  const value = before?.value ?? key.value;
  const lengths = [before?.length, key.generate?.length].filter((length) => length !== undefined);
  return {
    places: before === undefined ? [place] : [...before.places, place],
    source: value !== undefined ? "known" : lengths.length > 0 ? "generated" : "asked for",
    description: before?.description ?? key.description,
    ...(value === undefined ? {} : { value }),
    ...(lengths.length === 0 ? {} : { length: Math.max(...lengths) }),
  };
}
