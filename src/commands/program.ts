import { Command, CommanderError } from "commander";
import { Sources } from "../diagnostics/sources.ts";
import { renderText } from "../diagnostics/text.ts";
import { readPackageJson } from "../schema/package-files.ts";
import { addBillCommand } from "./bill.ts";
import { addBuildCommand } from "./build.ts";
import { addCheckCommand } from "./check.ts";
import { addCompletionCommand } from "./completion.ts";
import { addDiffCommand } from "./diff.ts";
import { EXIT } from "./exit.ts";
import { addExplainCommand } from "./explain.ts";
import { addFmtCommand } from "./fmt.ts";
import { addInitCommand } from "./init/init.ts";
import { internalError } from "./internal-error.ts";
import { addIpCommands } from "./ip/ip.ts";
import { addLockCommand } from "./lock.ts";
import { reportUnprintable } from "./messages.ts";
import { addMigrateCommand } from "./migrate.ts";
import { PACKAGE } from "./package.ts";
import { addPromoteCommand } from "./promote.ts";
import { addSchemaCommand } from "./schema.ts";
import { addSecretsCommands } from "./secrets/secrets.ts";

/** Runs the command line and returns the exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", streamFault);
  try {
    return await run(args);
  } catch (error) {
    // commander has told what is wrong with the arguments; help and version end here as well, with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.faults;
    return internalError(error);
  }
}

/** A reader that has gone, as `head` does, is no fault; what cannot be printed otherwise is told while it can be. */
function streamFault(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") return;
  const told = renderText([reportUnprintable(error.message)], { color: false, sources: new Sources() });
  process.stderr.write(`${told}\n`, () => process.exit(EXIT.faults));
}

async function run(args: readonly string[]): Promise<number> {
  let exit: number = EXIT.ok;
  const program = new Command("k8sgen")
    .description(
      "Compiles a homelab.yaml into everything that a GitOps repository needs, checked before it is written.",
    )
    .version(String(readPackageJson(PACKAGE, "package.json").version), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride();
  const finish = (code: number) => {
    exit = code;
  };
  addInitCommand(program, finish);
  addBuildCommand(program, finish);
  addCheckCommand(program, finish);
  addDiffCommand(program, finish);
  addPromoteCommand(program, finish);
  addLockCommand(program, finish);
  addBillCommand(program, finish);
  addSecretsCommands(program, finish);
  addExplainCommand(program, finish);
  addIpCommands(program, finish);
  addSchemaCommand(program, finish);
  addFmtCommand(program, finish);
  addMigrateCommand(program, finish);
  addCompletionCommand(program, finish);
  await program.parseAsync([...args], { from: "user" });
  return exit;
}
