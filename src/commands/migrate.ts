import type { Command } from "commander";
import type { Migrated } from "../edit/migrate.ts";
import { parsePath } from "./options.ts";
import type { RewriteFlags } from "./rewrite.ts";

/** `k8sgen migrate`: a homelab of an older version of the language in the current one. */
export function addMigrateCommand(program: Command, finish: (exit: number) => void): void {
  program
    .command("migrate")
    .description("rewrite homelab.yaml in the current version of the language; comments and order stay")
    .option("-f, --file <path>", "the homelab", parsePath, "homelab.yaml")
    .option("--no-color", "no colours")
    .action(async (flags: RewriteFlags) => finish(await runMigrate(flags)));
}

async function runMigrate(flags: RewriteFlags): Promise<number> {
  const { readLanguageFacts, rewriteHomelab } = await import("./rewrite.ts");
  const { migrateHomelab } = await import("../edit/migrate.ts");
  const { version } = readLanguageFacts();
  return rewriteHomelab(flags, (text) => {
    const { value, diagnostics } = migrateHomelab(flags.file, text, version);
    return value === undefined
      ? { diagnostics }
      : { value: { text: value.text, told: toldOf(flags.file, version, value) }, diagnostics };
  });
}

const toldOf = (file: string, version: string, { steps }: Migrated): string =>
  steps.length === 0
    ? `${file} is of the current version, ${version}\n`
    : [...steps.map(({ to, title }) => `${to}: ${title}\n`), `${file} is of ${version} now\n`].join("");
