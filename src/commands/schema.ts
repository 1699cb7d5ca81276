import { basename } from "node:path";
import type { Command } from "commander";
import { folderOf, loadLanguage } from "../compile.ts";
import { hasErrors } from "../diagnostics/diagnostic.ts";
import { Sources } from "../diagnostics/sources.ts";
import { nodeFileSystem } from "../fs/node.ts";
import { schemaDocument } from "../schema/document.ts";
import { layerSchema } from "../schema/layer.ts";
import { replaceFile } from "../write/replace.ts";
import { parsePath } from "./options.ts";
import { tell } from "./output.ts";
import { PACKAGE } from "./package.ts";

interface SchemaFlags {
  readonly file: string;
  readonly output?: string;
  readonly layer?: true;
  readonly charts?: string;
  readonly color: boolean;
}

/** `k8sgen schema`: the JSON Schema of homelab.yaml for editors, with the user's own blueprints. */
export function addSchemaCommand(program: Command, finish: (exit: number) => void): void {
  program
    .command("schema")
    .description("print the JSON Schema of homelab.yaml for your editor, with your own blueprints")
    .option("-f, --file <path>", "the homelab; blueprints/ beside it counts", parsePath, "homelab.yaml")
    .option("--output <path>", "write it to a file")
    .option(
      "--layer",
      "for files that lie below or over a homelab: nothing is missing in them, and null takes a key away",
    )
    .option(
      "--charts <folder>",
      "chart archives whose schemas of values are included, instead of those that k8sgen.lock names",
      parsePath,
    )
    .option("--no-color", "no colours")
    .action(async (flags: SchemaFlags) => finish(await runSchema(flags)));
}

/** Where a blueprint is broken nothing is written: the editor keeps the schema that it has. */
async function runSchema(flags: SchemaFlags): Promise<number> {
  const sources = new Sources();
  const environment = { fs: nodeFileSystem, package: PACKAGE, sources };
  const { value, diagnostics } = loadLanguage(flags.file, environment);
  if (hasErrors(diagnostics)) return tell(diagnostics, flags, sources);
  const { chartSchemas } = await import("./chart-schemas.ts");
  const charts = chartSchemas(value.blueprints, flags, sources);
  const text = schemaDocument(flags.layer ? layerSchema(value.schema) : value.schema, charts.value);
  if (flags.output === undefined) process.stdout.write(text);
  const written =
    flags.output === undefined
      ? []
      : replaceFile(folderOf(flags.output), basename(flags.output), new TextEncoder().encode(text));
  return tell([...diagnostics, ...charts.diagnostics, ...written], flags, sources);
}
