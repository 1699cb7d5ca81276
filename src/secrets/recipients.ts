import type { Homelab } from "../generated/homelab.ts";

/** The age recipients of homelab.yaml, sorted; undefined where secrets are made by hand. */
export function recipientsOf({ secrets }: Pick<Homelab, "secrets">): readonly string[] | undefined {
  const age = secrets?.sops.age;
  return age === undefined ? undefined : [...new Set([age].flat())].sort();
}

export const sameRecipients = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
