import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../diagnostics/sources.ts";
import { type FileSystem, FileSystemError } from "../fs/filesystem.ts";
import { fileTooLarge, fileUnreadable, notUtf8 } from "./messages.ts";

/** No file that people write by hand comes near it; an output or an archive named by mistake does. */
const SIZE_LIMIT = 4 * 1024 * 1024;

/**
 * The text of a file, added to `sources` for the frames of diagnostics. A leading byte order mark is dropped.
 * Undefined, with a diagnostic, where the file does not exist or is not readable text.
 */
export function readText(
  fs: FileSystem,
  file: string,
  sources: Sources,
  diagnostics: Diagnostic[],
  missing: () => Diagnostic,
): string | undefined {
  const text = decode(fs, file, missing);
  if (typeof text !== "string") {
    diagnostics.push(text);
    return undefined;
  }
  sources.add(file, text);
  return text;
}

function decode(fs: FileSystem, file: string, missing: () => Diagnostic): string | Diagnostic {
  try {
    const bytes = fs.read(file);
    if (bytes === undefined) return missing();
    if (bytes.byteLength > SIZE_LIMIT) return fileTooLarge(file, SIZE_LIMIT);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof FileSystemError) return fileUnreadable(file, reasonOf(error));
    if (error instanceof TypeError) return notUtf8(file);
    throw error;
  }
}

/** Why reading failed, without the path. */
export const reasonOf = (error: FileSystemError): string => error.message.slice(error.path.length + 2);
