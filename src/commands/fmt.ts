import type { Command } from "commander";
import { parsePath } from "./options.ts";
import type { RewriteFlags } from "./rewrite.ts";

/** `k8sgen fmt`: the one form of a homelab; comments and meaning stay. */
export function addFmtCommand(program: Command, finish: (exit: number) => void): void {
  program
    .command("fmt")
    .description("bring homelab.yaml into its one form: order of keys, indentation, quotes; comments stay")
    .option("-f, --file <path>", "the homelab", parsePath, "homelab.yaml")
    .option("--check", "write nothing; exit with 2 where the file would change", false)
    .option("--no-color", "no colours")
    .action(async (flags: FmtFlags) => finish(await runFmt(flags)));
}

interface FmtFlags extends RewriteFlags {
  readonly check: boolean;
}

async function runFmt(flags: FmtFlags): Promise<number> {
  const { readLanguageFacts, rewriteHomelab } = await import("./rewrite.ts");
  const { formatHomelab } = await import("../edit/format.ts");
  const { notFormatted } = await import("../edit/messages.ts");
  return rewriteHomelab(
    flags,
    (text) => {
      const { value, diagnostics } = formatHomelab(flags.file, text, readLanguageFacts().keys);
      return value === undefined ? { diagnostics } : { value: { text: value, told: "" }, diagnostics };
    },
    flags.check ? (before, after) => [notFormatted(flags.file, firstDifference(before, after))] : undefined,
  );
}

/** The line where two texts part, counted from 1. */
function firstDifference(before: string, after: string): number {
  const shall = after.split("\n");
  return before.split("\n").findIndex((line, index) => line !== shall[index]) + 1;
}
