import type { Command } from "commander";
import { parsePath } from "../options.ts";

/** Options of `k8sgen init`. */
export interface InitFlags {
  readonly file: string;
  readonly from?: string;
  readonly yes: boolean;
  readonly force: boolean;
  readonly color: boolean;
}

/** `k8sgen init`: a new homelab.yaml, by questions or from an example. */
export function addInitCommand(program: Command, finish: (exit: number) => void): void {
  program
    .command("init")
    .description("make a homelab.yaml by a few questions, with suggestions for the network that you are in")
    .option("-f, --file <path>", "where to", parsePath, "homelab.yaml")
    .option("--from <example>", "begin with an example that comes with k8sgen, as turing-pi")
    .option("-y, --yes", "ask nothing: take every suggestion, or the example as it is", false)
    .option("--force", "write over files that are there", false)
    .option("--no-color", "no colours")
    .action(async (flags: InitFlags) => {
      const { runInit } = await import("./run.ts");
      finish(await runInit(flags));
    });
}
