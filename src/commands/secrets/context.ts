import { folderOf, planHomelab } from "../../compile.ts";
import { type Diagnostic, hasErrors } from "../../diagnostics/diagnostic.ts";
import { Sources } from "../../diagnostics/sources.ts";
import { renderText } from "../../diagnostics/text.ts";
import { nodeFileSystem } from "../../fs/node.ts";
import type { Plan } from "../../plan/model.ts";
import { changesText } from "../../report/secrets.ts";
import { Stopwatch } from "../../report/stopwatch.ts";
import type { Changed } from "../../secrets/changes.ts";
import { ATTRIBUTES, SECRETS } from "../../secrets/paths.ts";
import { openVault, type Vault } from "../../secrets/vault.ts";
import { alone } from "../../write/alone.ts";
import { writeFiles } from "../../write/files.ts";
import { EXIT } from "../exit.ts";
import { PACKAGE } from "../package.ts";

/** Options of all commands below `k8sgen secrets`. */
export interface SecretsFlags {
  readonly file: string;
  readonly color: boolean;
}

/** The plan of a homelab; its warnings are told by builds, only errors here. */
export function planOf({ file }: SecretsFlags, sources: Sources): { plan?: Plan; diagnostics: Diagnostic[] } {
  const environment = { fs: nodeFileSystem, package: PACKAGE, sources };
  const { plan, diagnostics } = planHomelab(file, environment, new Stopwatch(() => performance.now()));
  return plan === undefined
    ? { diagnostics: [...diagnostics] }
    : { plan, diagnostics: diagnostics.filter(({ severity }) => severity === "error") };
}

/** Runs an action on the encrypted Secrets of a homelab. Its faults are told here, and decide how the command ends. */
export async function withVault(
  flags: SecretsFlags,
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

/** Messages to stderr. */
export function tell(diagnostics: readonly Diagnostic[], flags: SecretsFlags, sources: Sources): number {
  const color = flags.color && process.env.NO_COLOR === undefined && process.stderr.isTTY === true;
  if (diagnostics.length > 0) process.stderr.write(`${renderText(diagnostics, { color, sources })}\n`);
  return hasErrors(diagnostics) ? EXIT.faults : EXIT.ok;
}
