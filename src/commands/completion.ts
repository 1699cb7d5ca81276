import { Argument, type Command } from "commander";
import { bashScript } from "../shell/bash.ts";
import { fishScript } from "../shell/fish.ts";
import { type CommandRow, commandRows } from "../shell/tree.ts";
import { zshScript } from "../shell/zsh.ts";
import { EXIT } from "./exit.ts";

const SCRIPTS: Readonly<Record<string, (name: string, rows: readonly CommandRow[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `k8sgen completion`: a script that completes commands and options, made from the commands themselves. */
export function addCompletionCommand(program: Command, finish: (exit: number) => void): void {
  program
    .command("completion")
    .description("print a script that completes commands and options in a shell")
    .addArgument(new Argument("<shell>", "bash, zsh or fish").choices(Object.keys(SCRIPTS)))
    .action((shell: string) => {
      process.stdout.write(SCRIPTS[shell]?.(program.name(), commandRows(program)) ?? "");
      finish(EXIT.ok);
    });
}
