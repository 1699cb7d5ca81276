import { type Command, Option } from "commander";
import { build, type Writer } from "../build.ts";
import type { Sources } from "../diagnostics/sources.ts";
import { type BuildReport, EMPTY_REPORT } from "../report/report.ts";
import { withEngine } from "./environment.ts";
import { engineMissing } from "./messages.ts";
import { type HomelabOptions, parsePath, withHomelabOptions } from "./options.ts";

/** How a report is printed: for people, as one JSON document, or for what CI shows. */
export const FORMATS = ["text", "json", "junit", "sarif"] as const;

/** Options of the commands that prove a homelab. */
export interface ProofFlags extends HomelabOptions {
  readonly charts?: string;
  readonly strict: boolean;
  readonly output: (typeof FORMATS)[number];
  readonly color: boolean;
}

export const withProofOptions = (command: Command): Command =>
  withHomelabOptions(command)
    .option(
      "--charts <folder>",
      "chart archives (<name>-<version>.tgz) to render instead of those that k8sgen.lock names",
      parsePath,
    )
    .option("--strict", "make everything that could not be proven an error", false)
    .addOption(
      new Option("-o, --output <format>", "text, json, junit or sarif").choices(FORMATS).default("text"),
    )
    .option("--no-color", "no colours");

/** Compiles and proves a homelab, and hands its files to the writer. */
export async function buildReport(flags: ProofFlags, sources: Sources, write: Writer): Promise<BuildReport> {
  const charts = flags.charts === undefined ? {} : { charts: flags.charts };
  const input = { file: flags.file, strict: flags.strict, ...charts };
  const report = await withEngine(flags, sources, (environment) => build(input, environment, write));
  return report ?? { ...EMPTY_REPORT, diagnostics: [engineMissing()] };
}
