import type { Command } from "commander";
import { folderOf } from "../../compile.ts";
import { Sources } from "../../diagnostics/sources.ts";
import { nodeFileSystem } from "../../fs/node.ts";
import { secretsJson, secretsText } from "../../report/secrets.ts";
import { secretStates } from "../../secrets/state.ts";
import { EXIT } from "../exit.ts";
import { type HomelabFlags, planOf } from "../homelab.ts";
import { withHomelabOptions } from "../options.ts";
import { formatOption, tell } from "../output.ts";

interface ListFlags extends HomelabFlags {
  readonly output: "text" | "json";
}

/** `k8sgen secrets list`: what the components need, and what there is of it. No private key is needed. */
export function addListCommand(secrets: Command, finish: (exit: number) => void): void {
  withHomelabOptions(
    secrets
      .command("list")
      .description("show every Secret that the components need: why, its keys, and what is there"),
  )
    .addOption(formatOption())
    .option("--no-color", "no colours")
    .action((flags: ListFlags) => finish(runList(flags)));
}

function runList(flags: ListFlags): number {
  const sources = new Sources();
  const { plan, diagnostics: planning } = planOf(flags, sources);
  const states = plan === undefined ? undefined : secretStates(plan, nodeFileSystem, folderOf(flags.file));
  const diagnostics = [...planning, ...(states?.diagnostics ?? [])];
  const report = states === undefined ? { diagnostics } : { states, diagnostics };
  if (flags.output === "text") {
    process.stdout.write(secretsText(report));
    return tell(diagnostics, flags, sources);
  }
  process.stdout.write(secretsJson(report));
  return diagnostics.some(({ severity }) => severity === "error") ? EXIT.faults : EXIT.ok;
}
