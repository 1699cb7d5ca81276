import type { Command } from "commander";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { contentOf } from "../../secrets/content.ts";
import { nothingTyped, valueRefused } from "../../secrets/messages.ts";
import { obstaclesOf, setContent, slotAt } from "../../secrets/set.ts";
import type { KeyPlace } from "../../secrets/slots.ts";
import type { Vault } from "../../secrets/vault.ts";
import type { HomelabFlags } from "../homelab.ts";
import { withHomelabOptions } from "../options.ts";
import { withVault, writeChanges } from "./context.ts";
import { askContent, terminal } from "./prompt.ts";

/** `k8sgen secrets set`: one content, from standard input or typed without being shown. */
export function addSetCommand(secrets: Command, finish: (exit: number) => void): void {
  withHomelabOptions(
    secrets
      .command("set")
      .description(
        "set one content, everywhere where it has to be the same; it comes from standard input, or is asked for",
      )
      .argument("<namespace/name>", "the Secret")
      .argument("<key>", "its key"),
  )
    .option("--no-color", "no colours")
    .action(async (id: string, key: string, flags: HomelabFlags) =>
      finish(await withVault(flags, (vault) => runSet(vault, { id, key }))),
    );
}

async function runSet(vault: Vault, place: KeyPlace): Promise<readonly Diagnostic[]> {
  const { value: slot, diagnostics } = slotAt(vault, place);
  if (slot === undefined) return diagnostics;
  const obstacles = obstaclesOf(vault, slot);
  if (obstacles.length > 0) return obstacles;
  const asked = terminal();
  if (asked === undefined && process.stdin.isTTY) return [valueRefused(place.id, place.key, SHOWN)];
  const content =
    asked === undefined
      ? contentOf(await readInput())
      : await askContent(`${place.id} ${place.key}\n  ${slot.description}`, asked);
  if (content === undefined || content === "cancelled") return [nothingTyped(place.id, place.key)];
  if ("refused" in content) return [valueRefused(place.id, place.key, content.refused)];
  return writeChanges(vault, await setContent(vault, slot, content.text, Date.now()));
}

/** Questions need stderr; without it the terminal itself would show what is typed. */
const SHOWN = "would be shown while it is typed, because standard error is no terminal";

/** Standard input to its end. A Secret above the limit of Kubernetes is refused by its length, so not all is kept. */
async function readInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk);
    length += bytes.byteLength;
    chunks.push(bytes);
    if (length > LIMIT) break;
  }
  return Buffer.concat(chunks);
}

const LIMIT = 2 * 1024 * 1024;
