import type { Command } from "commander";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nodeFileSystem } from "../../fs/node.ts";
import { readGiven } from "../../secrets/given.ts";
import { initSecrets } from "../../secrets/init.ts";
import { placeText, type Slot } from "../../secrets/slots.ts";
import type { Vault } from "../../secrets/vault.ts";
import type { HomelabFlags } from "../homelab.ts";
import { withHomelabOptions } from "../options.ts";
import { withVault, writeChanges } from "./context.ts";
import { askContent, type Terminal, terminal } from "./prompt.ts";

interface InitFlags extends HomelabFlags {
  readonly fromFile: readonly string[];
}

/** `k8sgen secrets init`: makes the encrypted Secrets that are missing, and asks for what nobody can make. */
export function addInitCommand(secrets: Command, finish: (exit: number) => void): void {
  withHomelabOptions(
    secrets
      .command("init")
      .description(
        "make the encrypted Secrets that are missing: random contents where they may be, the others are asked for; what is there stays",
      ),
  )
    .option(
      "--from-file <namespace/name/key=path>",
      "take a content from a file, as one of several lines; may be repeated",
      (option: string, before: readonly string[]) => [...before, option],
      [],
    )
    .option("--no-color", "no colours")
    .action(async (flags: InitFlags) => finish(await withVault(flags, (vault) => runInit(vault, flags))));
}

async function runInit(vault: Vault, flags: InitFlags): Promise<readonly Diagnostic[]> {
  const { given, diagnostics } = readGiven(vault, flags.fromFile, nodeFileSystem);
  if (diagnostics.length > 0) return diagnostics;
  const asked = terminal();
  const ask = asked === undefined ? {} : { ask: asker(asked) };
  return writeChanges(vault, await initSecrets(vault, { given, ...ask }, Date.now()));
}

/** Asks once for each content; an empty answer leaves it for later, Ctrl+C leaves all that follow. */
function asker(asked: Terminal): (slot: Slot) => Promise<string | undefined> {
  let isCancelled = false;
  return async ({ places, description }) => {
    if (isCancelled) return undefined;
    const answer = await askContent(`${places.map(placeText).join(", ")}\n  ${description}`, asked);
    isCancelled = answer === "cancelled";
    return answer === "cancelled" ? undefined : answer?.text;
  };
}
