import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { FileSystem } from "../fs/filesystem.ts";
import type { Plan } from "../plan/model.ts";
import { readSecretsFolder, type SecretFile, type SecretsFolder } from "./folder.ts";
import { idOf, type NeededSecret, neededSecrets } from "./needed.ts";
import { recipientsOf, sameRecipients } from "./recipients.ts";

/** A Secret that the plan needs, and what there is of it. Nothing is decrypted for it. */
export interface SecretState {
  readonly id: string;
  readonly needed: NeededSecret;
  /** Absent where there is none, or none that can be used. */
  readonly file?: SecretFile;
  /** A file is there and cannot be used. */
  readonly isBroken: boolean;
  /** Names of keys that the file lacks; all of them where there is no file. */
  readonly missing: readonly string[];
}

export interface SecretStates {
  /** undefined where secrets are made by hand: then nothing is known of them. */
  readonly recipients: readonly string[] | undefined;
  /** Sorted by namespace and name. */
  readonly states: readonly SecretState[];
  readonly folder: SecretsFolder;
  /** Paths that no Secret of the plan stands behind, sorted. */
  readonly unused: readonly string[];
  /** What is wrong with the files, one by one. */
  readonly diagnostics: readonly Diagnostic[];
}

const NO_FOLDER: SecretsFolder = { files: new Map(), broken: new Set(), hasAttributes: false, strangers: [] };

/**
 * Compares the Secrets that a plan needs with the encrypted files.
 * @param folder of homelab.yaml, empty or ending in `/`
 */
export function secretStates(plan: Plan, fs: FileSystem, folder: string): SecretStates {
  const recipients = recipientsOf(plan.homelab);
  const reading =
    recipients === undefined ? { value: NO_FOLDER, diagnostics: [] } : readSecretsFolder(fs, folder);
  const found = reading.value ?? NO_FOLDER;
  const states = neededSecrets(plan).map((needed) => stateOf(needed, found));
  const ids = new Set(states.map(({ id }) => id));
  const unused = [...found.files].flatMap(([id, { path }]) => (ids.has(id) ? [] : [path]));
  return {
    recipients,
    states,
    folder: found,
    unused: [...found.strangers, ...unused].sort(),
    diagnostics: reading.diagnostics,
  };
}

function stateOf(needed: NeededSecret, { files, broken }: SecretsFolder): SecretState {
  const id = idOf(needed);
  const file = files.get(id);
  const missing = needed.keys
    .map(({ name }) => name)
    .filter((name) => file === undefined || !file.secret.keys.includes(name));
  return { id, needed, isBroken: broken.has(id), missing, ...(file === undefined ? {} : { file }) };
}

/** Whether exactly these recipients open a file, and nobody else. */
export const isEncryptedTo = ({ secret: { sops } }: SecretFile, recipients: readonly string[]): boolean =>
  sops.otherKeys.length === 0 &&
  sameRecipients(
    sops.age.map(({ recipient }) => recipient),
    recipients,
  );
