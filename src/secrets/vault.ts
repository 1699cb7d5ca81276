import { type Diagnostic, hasErrors, type Result } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/model.ts";
import { defaultKeyFile, findIdentities, type Identities, type KeyPlaces } from "./identities.ts";
import { damaged, privateKeyMissing, privateKeyUnfit, secretsOff } from "./messages.ts";
import { type Slot, slotsOf } from "./slots.ts";
import { type OpenSecret, openSecret } from "./sops/open.ts";
import { type SecretStates, secretStates } from "./state.ts";

/** The encrypted Secrets of a homelab, opened as far as there are keys. Contents live in memory only. */
export interface Vault extends Omit<SecretStates, "diagnostics"> {
  /** Folder of homelab.yaml, empty or ending in `/`. */
  readonly base: string;
  readonly recipients: readonly string[];
  readonly slots: readonly Slot[];
  /** By `<namespace>/<name>`, also those that the plan does not need. */
  readonly opened: ReadonlyMap<string, OpenSecret>;
  /** Says why these Secrets, whose files none of the private keys opens, cannot be changed. */
  readonly closed: (ids: Iterable<string>) => readonly Diagnostic[];
}

/**
 * Reads and opens all encrypted files. A missing private key is no fault yet: what is new needs none.
 * @param base folder of homelab.yaml, empty or ending in `/`
 * @returns no value where no recipient is set, or a file is in a state that nothing may be built upon
 */
export async function openVault(plan: Plan, places: KeyPlaces, base: string): Promise<Result<Vault>> {
  const found = await findIdentities(places);
  const { recipients, diagnostics: unsound, ...states } = secretStates(plan, places.fs, base);
  if (recipients === undefined)
    return {
      diagnostics: [secretsOff(found.identities.recipients, defaultKeyFile(places) ?? "keys.txt")],
    };
  const diagnostics = [...unsound];
  const opened = new Map<string, OpenSecret>();
  for (const [id, { path, secret }] of states.folder.files) {
    const opening = await openSecret(secret, found.identities.keys);
    if (opening === "damaged") diagnostics.push(damaged(`${base}${path}`));
    else if (opening !== "no-key") opened.set(id, opening);
  }
  if (hasErrors(diagnostics)) return { diagnostics };
  const closed = (ids: Iterable<string>) => reasonsClosed([...ids], base, states, found);
  const slots = slotsOf(states.states.map(({ needed }) => needed));
  return { value: { ...states, base, recipients, slots, opened, closed }, diagnostics };
}

function reasonsClosed(
  ids: readonly string[],
  base: string,
  { folder }: Pick<SecretStates, "folder">,
  { identities, diagnostics }: { identities: Identities; diagnostics: readonly Diagnostic[] },
): readonly Diagnostic[] {
  if (ids.length === 0) return [];
  if (identities.keys.length === 0) return [...diagnostics, privateKeyMissing(identities.looked)];
  const files = ids.flatMap((id) => folder.files.get(id) ?? []);
  return [
    ...diagnostics,
    ...files.map(({ path, secret }) =>
      privateKeyUnfit(
        `${base}${path}`,
        secret.sops.age.map(({ recipient }) => recipient),
      ),
    ),
  ];
}
