import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { FileSystem } from "../fs/filesystem.ts";
import type { Plan } from "../plan/model.ts";
import { primaryLocation } from "../values/tracked.ts";
import { readSecretsFolder, type SecretFile } from "./folder.ts";
import { filesUnused, otherRecipients, secretsMissing } from "./messages.ts";
import { idOf, neededSecrets } from "./needed.ts";
import { recipientsOf, sameRecipients } from "./recipients.ts";

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
  const recipients = recipientsOf(plan.homelab);
  if (recipients === undefined) return { files: undefined, diagnostics: [] };
  const { value, diagnostics: unsound } = readSecretsFolder(fs, folder);
  const diagnostics: Diagnostic[] = [...unsound];
  const needed = neededSecrets(plan);
  const files: SecretFile[] = [];
  const missing: { id: string; keys: readonly string[] }[] = [];
  for (const secret of needed) {
    const id = idOf(secret);
    const file = value?.files.get(id);
    if (file === undefined) {
      if (value?.broken.has(id) !== true) missing.push({ id, keys: [] });
      continue;
    }
    files.push(file);
    const { age, otherKeys } = file.secret.sops;
    const keys = secret.keys.map(({ name }) => name).filter((name) => !file.secret.keys.includes(name));
    if (keys.length > 0) missing.push({ id, keys });
    if (
      otherKeys.length > 0 ||
      !sameRecipients(
        age.map(({ recipient }) => recipient),
        recipients,
      )
    )
      diagnostics.push(otherRecipients(`${folder}${file.path}`, otherKeys));
  }
  if (missing.length > 0)
    diagnostics.push(secretsMissing(missing, primaryLocation(plan.tracked.originOf(["secrets", "sops"]))));
  const unused = unusedFiles(value?.files ?? new Map(), value?.strangers ?? [], needed.map(idOf));
  if (unused.length > 0) diagnostics.push(filesUnused(unused));
  return { files, diagnostics };
}

/** Paths that no Secret of the plan stands behind, sorted. */
export function unusedFiles(
  files: ReadonlyMap<string, SecretFile>,
  strangers: readonly string[],
  needed: readonly string[],
): readonly string[] {
  return [
    ...strangers,
    ...[...files].flatMap(([id, { path }]) => (needed.includes(id) ? [] : [path])),
  ].sort();
}
