import type { Command } from "commander";
import type { Writer } from "../build.ts";
import { Sources } from "../diagnostics/sources.ts";
import { summary } from "../report/summary.ts";
import { isObject, parseJson } from "../write/inventory.ts";
import { INVENTORY } from "../write/paths.ts";
import { compareTree, writeTree } from "../write/write.ts";
import { outputStale, promotedAlone } from "./messages.ts";
import { type LabsOption, parsePath, withLabsOption } from "./options.ts";
import { printReport } from "./print-report.ts";
import { buildReport, type ProofFlags, withProofOptions } from "./proof.ts";

interface BuildFlags extends ProofFlags, LabsOption {
  readonly outputDir: string;
  readonly check: boolean;
}

/** `k8sgen build`: compiles a homelab into `<output-dir>/<name>/`. */
export function addBuildCommand(program: Command, finish: (exit: number) => void): void {
  withLabsOption(
    withProofOptions(
      program
        .command("build")
        .description(
          "compile a homelab into <output-dir>/<name>/; nothing is written unless all of it was checked",
        ),
    ),
  )
    .option("--output-dir <folder>", "where the folder of the homelab goes", parsePath, "output")
    .option("--check", "write nothing; exit with 2 where the output folder is not up to date", false)
    .action(async (flags: BuildFlags) => {
      if (flags.labs !== undefined) {
        const { runLabs } = await import("./labs.ts");
        return finish(await runLabs(flags, flags.labs, { ...flags, folder: flags.outputDir }));
      }
      const sources = new Sources();
      const report = await buildReport(flags, sources, writer(flags));
      finish(await printReport(report, flags, sources, { summary, failed: ": nothing was written" }));
    });
}

function writer(flags: BuildFlags): Writer {
  return (name, files) => {
    const promotedFrom = inventoryIn(files).promotedFrom;
    if (typeof promotedFrom === "string") return { diagnostics: [promotedAlone(name, promotedFrom)] };
    const target = `${flags.outputDir}/${name}`;
    const { value, diagnostics } = flags.check ? compareTree(target, files) : writeTree(target, files);
    if (value === undefined) return { diagnostics };
    const { added, changed, removed, unchanged } = value;
    const changes = { folder: target, added, changed, removed, unchanged: unchanged.length };
    const differs = added.length + changed.length + removed.length > 0;
    return {
      value: changes,
      diagnostics:
        flags.check && differs
          ? [...diagnostics, outputStale(target, [...added, ...changed, ...removed])]
          : diagnostics,
    };
  };
}

function inventoryIn(files: Parameters<Writer>[1]): Readonly<Record<string, unknown>> {
  const value = parseJson(files.get(INVENTORY) ?? new Uint8Array());
  return isObject(value) ? value : {};
}
