import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../diagnostics/sources.ts";
import type { FileSystem } from "../fs/filesystem.ts";
import { fileMissing } from "./messages.ts";
import { readText } from "./text.ts";
import { readYaml, type YamlFile } from "./yaml.ts";

/** Reads and parses the user's file. */
export function loadHomelab(fs: FileSystem, file: string, sources: Sources): Result<YamlFile> {
  const diagnostics: Diagnostic[] = [];
  const text = readText(fs, file, sources, diagnostics, () => fileMissing(file));
  return text === undefined ? { diagnostics } : readYaml(file, text);
}
