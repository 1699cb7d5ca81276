import { dirname } from "node:path";
import { type Disk, DiskError } from "./disk.ts";

/**
 * A folder and those on the way to it, as far as they are not there, outermost first.
 * @throws DiskError
 */
export function missingFolders(disk: Disk, folder: string): readonly string[] {
  const missing: string[] = [];
  for (let at = folder; disk.look(at) === undefined && dirname(at) !== at; at = dirname(at))
    missing.unshift(at);
  return missing;
}

/** @throws DiskError */
export function createFolders(disk: Disk, folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      disk.createFolder(folder);
    } catch (error) {
      // A build of another homelab may need the same folder at the same time.
      if (!(error instanceof DiskError) || error.code !== "EEXIST") throw error;
    }
    disk.sync(dirname(folder), "directory");
  }
}
