import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Json } from "./json.ts";

/** The documents of a YAML text, empty ones left out. Throws on YAML that does not parse. */
export function yamlDocuments(text: string, name: string): readonly Json[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (!("contents" in document)) return [];
    if (document.errors.length > 0) throw new Error(`${name}: ${document.errors[0]?.message}`);
    const value = document.toJS() as Json;
    return value === null ? [] : [value];
  });
}

/** The documents of all `.yaml` files of a folder, files in the order of their names; subfolders are not read. */
export function yamlFolder(folder: string): readonly Json[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return files.sort().flatMap((name) => yamlDocuments(readFileSync(join(folder, name), "utf8"), name));
}
