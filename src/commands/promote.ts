import type { Command } from "commander";
import { type LabsOption, parsePath } from "./options.ts";
import type { ProofFlags } from "./proof.ts";

export interface PromoteFlags extends Pick<ProofFlags, "charts" | "strict" | "color">, Required<LabsOption> {
  readonly outputDir: string;
}

/** `k8sgen promote`: a lab takes the version of the one that it is promoted from. */
export function addPromoteCommand(program: Command, finish: (exit: number) => void): void {
  program
    .command("promote")
    .description("give a lab the version of the one that it is promoted from, and tell what that changes")
    .argument("<lab>", "its metadata.name")
    .option("--labs <folder>", "the folder of labs", parsePath, "labs")
    .option("--output-dir <folder>", "where the folders of the labs are", parsePath, "output")
    .option(
      "--charts <folder>",
      "chart archives to render instead of those that k8sgen.lock names",
      parsePath,
    )
    .option("--strict", "make everything that could not be proven an error", false)
    .option("--no-color", "no colours")
    .action(async (name: string, flags: PromoteFlags) => {
      const { runPromote } = await import("./run-promote.ts");
      finish(await runPromote(name, flags));
    });
}
