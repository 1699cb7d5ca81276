import { realpathSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { Sources } from "../diagnostics/sources.ts";
import { nodeFileSystem } from "../fs/node.ts";
import { readHomelab } from "../load/homelab.ts";
import { readPackageJson } from "../schema/package-files.ts";
import { getAt, isObject, type JsonObject } from "../values/json.ts";
import { replaceFile } from "../write/replace.ts";
import { EXIT } from "./exit.ts";
import { tell } from "./output.ts";
import { PACKAGE } from "./package.ts";

/** Options of the commands that rewrite homelab.yaml. */
export interface RewriteFlags {
  readonly file: string;
  readonly color: boolean;
}

/** What a command makes of the text of homelab.yaml, and what it says about it. */
export interface Rewritten {
  readonly text: string;
  /** Printed to stdout once the text is written; also where nothing had to change. */
  readonly told: string;
}

/**
 * Replaces homelab.yaml with what a command makes of it.
 * @param stale where nothing may be written: the messages for a text that would change, and the exit code is 2 then
 */
export function rewriteHomelab(
  { file, color }: RewriteFlags,
  make: (text: string) => Result<Rewritten>,
  stale?: (before: string, after: string) => readonly Diagnostic[],
): number {
  const sources = new Sources();
  const { value: text, diagnostics } = readHomelab(nodeFileSystem, file, sources);
  if (text === undefined) return tell(diagnostics, { color }, sources);
  const { value: after, diagnostics: found } = make(text);
  if (after === undefined) return tell(found, { color }, sources);
  if (stale !== undefined && after.text !== text) {
    tell(stale(text, after.text), { color }, sources);
    return EXIT.stale;
  }
  const exit = after.text === text ? EXIT.ok : tell(replace(file, after.text), { color }, sources);
  if (exit === EXIT.ok) process.stdout.write(after.told);
  return exit;
}

/** A link is kept, and what it leads to is written. */
function replace(file: string, text: string): readonly Diagnostic[] {
  const target = realpathSync(file);
  return replaceFile(`${dirname(target)}/`, basename(target), new TextEncoder().encode(text));
}

/** The top-level keys of homelab.yaml in their order, and the version of the language. */
export function readLanguageFacts(): { readonly keys: readonly string[]; readonly version: string } {
  const core: JsonObject = readPackageJson(PACKAGE, "schemas/homelab.schema.json");
  const version = getAt(core, ["properties", "apiVersion", "const"]);
  if (!isObject(core.properties) || typeof version !== "string")
    throw new Error("schemas/homelab.schema.json names no version");
  return { keys: Object.keys(core.properties), version };
}
