import { folderOf } from "../../compile.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { Sources } from "../../diagnostics/sources.ts";
import { nodeFileSystem } from "../../fs/node.ts";
import { changesText } from "../../report/secrets.ts";
import type { Changed } from "../../secrets/changes.ts";
import { ATTRIBUTES, SECRETS } from "../../secrets/paths.ts";
import { openVault, type Vault } from "../../secrets/vault.ts";
import { alone } from "../../write/alone.ts";
import { writeFiles } from "../../write/files.ts";
import { type HomelabFlags, planOf } from "../homelab.ts";
import { tell } from "../output.ts";

/** Runs an action on the encrypted Secrets of a homelab. Its faults are told here, and decide how the command ends. */
export async function withVault(
  flags: HomelabFlags,
  action: (vault: Vault) => Promise<readonly Diagnostic[]>,
): Promise<number> {
  const sources = new Sources();
  const { plan, diagnostics } = planOf(flags, sources);
  if (plan === undefined) return tell(diagnostics, flags, sources);
  const places = { fs: nodeFileSystem, env: process.env, platform: process.platform };
  const folder = folderOf(flags.file);
  // Two commands at once would each make a content of their own for the halves of a login.
  const told = await alone(folder, SECRETS, async () => {
    const { value: vault, diagnostics: found } = await openVault(plan, places, folder);
    return [...found, ...(vault === undefined ? [] : await action(vault))];
  });
  return tell([...diagnostics, ...told], flags, sources);
}

/** Writes what changed and says which files those are. */
export function writeChanges(
  { base, folder }: Vault,
  { changes, diagnostics }: Changed,
): readonly Diagnostic[] {
  const first = changes.length > 0 && !folder.hasAttributes ? [ATTRIBUTES] : [];
  const { written, diagnostics: failed } = writeFiles(base, [...first, ...changes]);
  process.stdout.write(changesText(changes, written));
  return [...diagnostics, ...failed];
}
