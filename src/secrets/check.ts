import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { FileSystem } from "../fs/filesystem.ts";
import type { Plan } from "../plan/model.ts";
import { primaryLocation } from "../values/tracked.ts";
import type { SecretFile } from "./folder.ts";
import { filesUnused, otherRecipients, secretsMissing } from "./messages.ts";
import { isEncryptedTo, secretStates } from "./state.ts";

/** The encrypted files that belong into the output, sorted; undefined where secrets are made by hand. */
export type EncryptedSecrets = readonly SecretFile[] | undefined;

/**
 * Reads the encrypted Secrets that the plan needs. Nothing is decrypted: a build needs no private key.
 * @param folder of homelab.yaml, empty or ending in `/`
 */
export function checkSecrets(
  plan: Plan,
  fs: FileSystem,
  folder: string,
): { readonly files: EncryptedSecrets; readonly diagnostics: readonly Diagnostic[] } {
  const { recipients, states, unused, diagnostics: unsound } = secretStates(plan, fs, folder);
  if (recipients === undefined) return { files: undefined, diagnostics: [] };
  const files = states.flatMap(({ file }) => (file === undefined ? [] : [file]));
  const diagnostics: Diagnostic[] = [
    ...unsound,
    ...files
      .filter((file) => !isEncryptedTo(file, recipients))
      .map(({ path, secret }) => otherRecipients(`${folder}${path}`, secret.sops.otherKeys)),
  ];
  const missing = states
    .filter((state) => !state.isBroken && state.missing.length > 0)
    .map(({ id, file, missing: keys }) => ({ id, keys: file === undefined ? [] : keys }));
  if (missing.length > 0)
    diagnostics.push(secretsMissing(missing, primaryLocation(plan.tracked.originOf(["secrets", "sops"]))));
  if (unused.length > 0) diagnostics.push(filesUnused(unused));
  return { files, diagnostics };
}
