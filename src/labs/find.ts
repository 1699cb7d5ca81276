import type { Result } from "../diagnostics/diagnostic.ts";
import { type FileSystem, orAbsent } from "../fs/filesystem.ts";
import { labsEmpty } from "./messages.ts";

/** The folder of labs where nobody names one. */
export const LABS = "labs";

/**
 * The homelab files of a folder of labs, sorted: `<name>.yaml`, and `<name>/homelab.yaml`. Files and folders that begin
 * with `_` or `.` are layers, as are files of other folders.
 * @returns paths from the working directory; no value where there is none
 */
export function findLabs(fs: FileSystem, folder: string): Result<readonly string[]> {
  const labs = (orAbsent(() => fs.list(folder)) ?? []).flatMap(({ name, kind }) => {
    if (/^[._]/.test(name)) return [];
    const path = `${folder}/${name}`;
    if (orAbsent(() => fs.kind(`${path}/homelab.yaml`)) === "file") return [`${path}/homelab.yaml`];
    return kind !== "directory" && /\.ya?ml$/.test(name) ? [path] : [];
  });
  return labs.length === 0 ? { diagnostics: [labsEmpty(folder)] } : { value: labs.sort(), diagnostics: [] };
}
