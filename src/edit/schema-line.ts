import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type FileSystem, FileSystemError } from "../fs/filesystem.ts";
import { isSchemaDocument } from "../schema/document.ts";
import type { JsonObject } from "../values/json.ts";
import { schemaLine } from "./head.ts";
import { schemaLineMissing, schemaLineStale } from "./messages.ts";

/**
 * Warns where the editor goes by a schema that is missing, or that is not the one of this k8sgen and these blueprints. An
 * address on the network is left alone: builds ask no network.
 * @param homelab its text
 * @param isCurrent whether the text of a file is that of the schema
 */
export function checkSchemaLine(
  fs: FileSystem,
  file: string,
  homelab: string,
  schema: JsonObject,
  isCurrent: (text: string, schema: JsonObject) => boolean = isSchemaDocument,
): readonly Diagnostic[] {
  const found = schemaLine(homelab);
  if (found === undefined || /^[a-z][a-z0-9+.-]*:/i.test(found.schema)) return [];
  const { line, length } = found;
  const place = { file, line, column: 1, endLine: line, endColumn: length + 1 };
  const folder = file.slice(0, file.lastIndexOf("/") + 1);
  const text = readQuietly(fs, found.schema.startsWith("/") ? found.schema : `${folder}${found.schema}`);
  if (text === undefined) return [schemaLineMissing(found.schema, place)];
  return isCurrent(text, schema) ? [] : [schemaLineStale(found.schema, place)];
}

/** An editor that cannot read the file has no schema either. */
function readQuietly(fs: FileSystem, path: string): string | undefined {
  try {
    const bytes = fs.read(path);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof FileSystemError) return undefined;
    throw error;
  }
}
