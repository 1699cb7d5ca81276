import type { Command } from "commander";
import { addInitCommand } from "./init.ts";
import { addListCommand } from "./list.ts";
import { addSetCommand } from "./set.ts";

/** `k8sgen secrets`: the encrypted Secrets beside homelab.yaml. */
export function addSecretsCommands(program: Command, finish: (exit: number) => void): void {
  const secrets = program
    .command("secrets")
    .description("list, make and change the encrypted Secrets beside homelab.yaml")
    .helpCommand(false);
  addListCommand(secrets, finish);
  addInitCommand(secrets, finish);
  addSetCommand(secrets, finish);
}
