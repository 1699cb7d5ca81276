import type { Command } from "commander";
import { prove } from "../build.ts";
import type { FileDifference } from "../changes/model.ts";
import { hasErrors } from "../diagnostics/diagnostic.ts";
import { Sources } from "../diagnostics/sources.ts";
import { nodeFileSystem } from "../fs/node.ts";
import { type Comparison, compareTree } from "../write/write.ts";
import { withEngine } from "./environment.ts";
import { EXIT } from "./exit.ts";
import { engineMissing } from "./messages.ts";
import { type HomelabOptions, parsePath, withHomelabOptions } from "./options.ts";
import { formatOption, tell } from "./output.ts";

interface DiffFlags extends HomelabOptions {
  readonly charts?: string;
  readonly outputDir: string;
  readonly output: "text" | "json";
  readonly color: boolean;
}

/** `k8sgen diff`: what a build would change, and what each change asks of people. */
export function addDiffCommand(program: Command, finish: (exit: number) => void): void {
  withHomelabOptions(
    program
      .command("diff")
      .description(
        "tell which files a build would change, and which of them need more than a push; writes nothing",
      ),
  )
    .option(
      "--charts <folder>",
      "chart archives (<name>-<version>.tgz) to render instead of those that k8sgen.lock names",
      parsePath,
    )
    .option("--output-dir <folder>", "where the folder of the homelab is", parsePath, "output")
    .addOption(formatOption())
    .option("--no-color", "no colours")
    .action(async (flags: DiffFlags) => finish(await runDiff(flags)));
}

async function runDiff(flags: DiffFlags): Promise<number> {
  const sources = new Sources();
  const proof = await withEngine(flags, sources, (environment) =>
    prove({ ...flags, strict: false }, environment),
  );
  if (proof === undefined) return tell([engineMissing()], flags, sources);
  const { report, compiled, files } = proof;
  const { name } = report;
  if (compiled === undefined || files === undefined || name === undefined || hasErrors(report.diagnostics))
    // Warnings are told by builds.
    return tell(
      report.diagnostics.filter(({ severity }) => severity === "error"),
      flags,
      sources,
    );
  const folder = `${flags.outputDir}/${name}`;
  const { value: comparison, diagnostics } = compareTree(folder, files);
  if (comparison === undefined) return tell(diagnostics, flags, sources);
  const { actionsOf } = await import("../changes/actions.ts");
  const { changesJson, changesText } = await import("../report/changes.ts");
  const { plan, components } = compiled;
  const actions = actionsOf(plan, components, differences(folder, comparison, files), files);
  const changes = { name, folder, actions, diagnostics };
  process.stdout.write(flags.output === "json" ? changesJson(changes) : changesText(changes));
  tell(diagnostics, flags, sources);
  return EXIT.ok;
}

/** Both texts of each file that differs, sorted by path. */
function differences(
  folder: string,
  { added, changed, removed }: Comparison,
  files: ReadonlyMap<string, Uint8Array>,
): readonly FileDifference[] {
  const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
  const before = (path: string) => ({ before: text(nodeFileSystem.read(`${folder}/${path}`)) });
  const after = (path: string) => ({ after: text(files.get(path)) });
  return [
    ...added.map((path) => ({ path, ...after(path) })),
    ...changed.map((path) => ({ path, ...before(path), ...after(path) })),
    ...removed.map((path) => ({ path, ...before(path) })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}
