import type { Command } from "commander";
import { loadLanguage } from "../compile.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { Sources } from "../diagnostics/sources.ts";
import { explainCode, explainKey, isCodeLike } from "../explain/explain.ts";
import { nodeFileSystem } from "../fs/node.ts";
import { explanationJson, explanationText } from "../report/explain.ts";
import { EXIT } from "./exit.ts";
import { parsePath } from "./options.ts";
import { formatOption, tell } from "./output.ts";
import { PACKAGE } from "./package.ts";

interface ExplainFlags {
  readonly file: string;
  readonly output: "text" | "json";
  readonly color: boolean;
}

/** `k8sgen explain`: the docs of a code or of a key, in the terminal. */
export function addExplainCommand(program: Command, finish: (exit: number) => void): void {
  program
    .command("explain")
    .description("print the docs of a message's code (E_UNKNOWN_KEY) or of a key (network.loadBalancer)")
    .argument("[what]", "a code, or a key path such as nodes[].address or apps.*.image; all of the file", "")
    .option("-f, --file <path>", "the homelab; blueprints/ beside it counts", parsePath, "homelab.yaml")
    .addOption(formatOption())
    .option("--no-color", "no colours")
    .action((what: string, flags: ExplainFlags) => finish(runExplain(what, flags)));
}

function runExplain(what: string, flags: ExplainFlags): number {
  const sources = new Sources();
  const { value, diagnostics } = isCodeLike(what) ? explainCode(what) : keyIn(what, flags.file, sources);
  if (flags.output === "json") {
    process.stdout.write(explanationJson(value, diagnostics));
    return hasErrors(diagnostics) ? EXIT.faults : EXIT.ok;
  }
  if (value !== undefined) process.stdout.write(explanationText(value));
  return tell(diagnostics, flags, sources);
}

/** A key can be explained without a homelab, and beside broken blueprints, whose faults are told. */
function keyIn(what: string, file: string, sources: Sources) {
  const environment = { fs: nodeFileSystem, package: PACKAGE, sources };
  const { value: language, diagnostics } = loadLanguage(file, environment);
  const { value, diagnostics: found } = explainKey(what, language.schema, language.blueprints);
  const all: readonly Diagnostic[] = [...diagnostics, ...found];
  return value === undefined ? { diagnostics: all } : { value, diagnostics: all };
}
