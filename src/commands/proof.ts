import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import { build, type Writer } from "../build.ts";
import { folderOf } from "../compile.ts";
import type { Sources } from "../diagnostics/sources.ts";
import { createEngine } from "../engine/engine.ts";
import { locateEngine } from "../engine/locate.ts";
import { preferBaseline } from "../engine/tiering.ts";
import { nodeFileSystem } from "../fs/node.ts";
import { LOCK_FILE } from "../lock/model.ts";
import { type BuildReport, NO_CHANGES, NO_COVERAGE } from "../report/report.ts";
import { diskCache } from "./disk-cache.ts";
import { diskStore } from "./disk-store.ts";
import { trimCache } from "./disk-trim.ts";
import { engineMissing } from "./messages.ts";
import { parsePath } from "./options.ts";
import { PACKAGE } from "./package.ts";
import { createProgress } from "./progress.ts";

/** How a report is printed: for people, as one JSON document, or for what CI shows. */
export const FORMATS = ["text", "json", "junit", "sarif"] as const;

/** Options of the commands that prove a homelab. */
export interface ProofFlags {
  readonly file: string;
  readonly charts?: string;
  readonly strict: boolean;
  readonly output: (typeof FORMATS)[number];
  readonly color: boolean;
}

export const withProofOptions = (command: Command): Command =>
  command
    .option("-f, --file <path>", "the homelab", parsePath, "homelab.yaml")
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
export async function prove(flags: ProofFlags, sources: Sources, write: Writer): Promise<BuildReport> {
  const files = locateEngine();
  if (files === undefined) return { ...EMPTY, diagnostics: [engineMissing()] };
  // Where nothing is rendered, the engine's work is too short for optimized code to pay.
  if (flags.charts === undefined && !existsSync(`${folderOf(flags.file)}${LOCK_FILE}`)) preferBaseline();
  const engine = createEngine(files);
  const progress = createProgress(process.stderr);
  const charts = flags.charts === undefined ? {} : { charts: flags.charts };
  try {
    const environment = {
      fs: nodeFileSystem,
      package: PACKAGE,
      engine,
      sources,
      cache: diskCache(),
      store: diskStore(),
      clock: () => performance.now(),
      progress: progress.show,
    };
    return await build({ file: flags.file, strict: flags.strict, ...charts }, environment, write);
  } finally {
    progress.clear();
    await engine.close();
    trimCache();
  }
}

const EMPTY: BuildReport = {
  ok: false,
  diagnostics: [],
  files: NO_CHANGES,
  coverage: NO_COVERAGE,
  charts: [],
  stages: [],
};
