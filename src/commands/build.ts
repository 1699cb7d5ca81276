import { existsSync } from "node:fs";
import type { Command } from "commander";
import { build, type Writer } from "../build.ts";
import { folderOf } from "../compile.ts";
import { withoutRepeats } from "../diagnostics/order.ts";
import { Sources } from "../diagnostics/sources.ts";
import { renderText } from "../diagnostics/text.ts";
import { createEngine } from "../engine/engine.ts";
import { locateEngine } from "../engine/locate.ts";
import { preferBaseline } from "../engine/tiering.ts";
import { nodeFileSystem } from "../fs/node.ts";
import { LOCK_FILE } from "../lock/model.ts";
import { reportJson } from "../report/json.ts";
import { type BuildReport, NO_CHANGES, NO_COVERAGE, NO_REFERENCES } from "../report/report.ts";
import { plural, summary } from "../report/summary.ts";
import { compareTree, writeTree } from "../write/write.ts";
import { diskArchives } from "./disk-archives.ts";
import { diskCache } from "./disk-cache.ts";
import { EXIT } from "./exit.ts";
import { engineMissing, outputStale } from "./messages.ts";
import { parsePath } from "./options.ts";
import { formatOption } from "./output.ts";
import { PACKAGE } from "./package.ts";
import { createProgress } from "./progress.ts";

interface BuildFlags {
  readonly file: string;
  readonly outputDir: string;
  readonly charts?: string;
  readonly strict: boolean;
  readonly check: boolean;
  readonly output: "text" | "json";
  readonly color: boolean;
}

/** `k8sgen build`: compiles a homelab into `<output-dir>/<name>/`. */
export function addBuildCommand(program: Command, finish: (exit: number) => void): void {
  program
    .command("build")
    .description(
      "compile a homelab into <output-dir>/<name>/; nothing is written unless all of it was checked",
    )
    .option("-f, --file <path>", "the homelab", parsePath, "homelab.yaml")
    .option("--output-dir <folder>", "where the folder of the homelab goes", parsePath, "output")
    .option(
      "--charts <folder>",
      "chart archives (<name>-<version>.tgz) to render instead of those that k8sgen.lock names",
      parsePath,
    )
    .option("--strict", "make everything that could not be proven an error", false)
    .option("--check", "write nothing; exit with 2 where the output folder is not up to date", false)
    .addOption(formatOption())
    .option("--no-color", "no colours")
    .action(async (flags: BuildFlags) => finish(await runBuild(flags)));
}

async function runBuild(flags: BuildFlags): Promise<number> {
  const sources = new Sources();
  const files = locateEngine();
  if (files === undefined) return print({ ...EMPTY, diagnostics: [engineMissing()] }, flags, sources);
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
      store: diskArchives(),
      clock: () => performance.now(),
      progress: progress.show,
    };
    const report = await build(
      { file: flags.file, strict: flags.strict, ...charts },
      environment,
      writer(flags),
    );
    progress.clear();
    return print(report, flags, sources);
  } finally {
    progress.clear();
    await engine.close();
  }
}

const EMPTY: BuildReport = {
  ok: false,
  diagnostics: [],
  files: NO_CHANGES,
  coverage: NO_COVERAGE,
  references: NO_REFERENCES,
  charts: [],
  stages: [],
};

function writer(flags: BuildFlags): Writer {
  return (name, tree) => {
    const target = `${flags.outputDir}/${name}`;
    const { value, diagnostics } = flags.check
      ? compareTree(target, tree.files)
      : writeTree(target, tree.files);
    if (value === undefined) return { diagnostics };
    const { added, changed, removed, unchanged } = value;
    const files = { folder: target, added, changed, removed, unchanged: unchanged.length };
    const differs = added.length + changed.length + removed.length > 0;
    return {
      value: files,
      diagnostics:
        flags.check && differs
          ? [...diagnostics, outputStale(target, [...added, ...changed, ...removed])]
          : diagnostics,
    };
  };
}

/** Data to stdout, messages to stderr. */
function print(report: BuildReport, flags: BuildFlags, sources: Sources): number {
  if (flags.output === "json") process.stdout.write(reportJson(report));
  else {
    if (report.diagnostics.length > 0)
      process.stderr.write(`${renderText(report.diagnostics, { color: wantsColor(flags), sources })}\n`);
    if (report.ok) process.stdout.write(summary(report));
    else process.stderr.write(`${failure(report)}\n`);
  }
  const errors = report.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return EXIT.ok;
  return errors.every(({ code }) => code === "E_OUTPUT_STALE") ? EXIT.stale : EXIT.faults;
}

function failure({ diagnostics }: BuildReport): string {
  const errors = withoutRepeats(diagnostics).filter(({ severity }) => severity === "error").length;
  return `${plural(errors, "error")}: nothing was written`;
}

const wantsColor = (flags: BuildFlags): boolean =>
  flags.color && process.env.NO_COLOR === undefined && process.stderr.isTTY === true;
