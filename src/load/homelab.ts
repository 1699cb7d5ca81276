import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../diagnostics/sources.ts";
import type { FileSystem } from "../fs/filesystem.ts";
import { fileMissing } from "./messages.ts";
import { readText } from "./text.ts";
import { parseYaml, type YamlFile } from "./yaml.ts";

/** The text of the user's file, without a leading byte order mark. */
export function readHomelab(fs: FileSystem, file: string, sources: Sources): Result<string> {
  const diagnostics: Diagnostic[] = [];
  const text = readText(fs, file, sources, diagnostics, () => fileMissing(file));
  return text === undefined ? { diagnostics } : { value: text, diagnostics };
}

/** Reads and parses the user's file. */
export function loadHomelab(fs: FileSystem, file: string, sources: Sources): Result<YamlFile> {
  const { value: text, diagnostics } = readHomelab(fs, file, sources);
  return text === undefined ? { diagnostics } : parseYaml(file, text);
}
