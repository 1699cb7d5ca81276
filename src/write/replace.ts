import { join } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { DiskError, nodeDisk } from "./disk.ts";
import { writeFiles } from "./files.ts";
import { fileNotWritten } from "./messages.ts";
import { reasonOf } from "./reasons.ts";

/** Writes a file that the user named, whatever it held before. `folder` is empty or ends in `/`. */
export function replaceFile(folder: string, name: string, bytes: Uint8Array): readonly Diagnostic[] {
  try {
    const path = join(folder, name);
    const before = nodeDisk.look(path)?.kind === "file" ? { before: nodeDisk.read(path) } : {};
    return writeFiles(folder, [{ path: name, bytes, ...before }]).diagnostics;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return [fileNotWritten(`${folder}${name}`, reasonOf(error.code).text)];
  }
}
