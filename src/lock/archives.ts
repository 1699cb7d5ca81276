import { createHash } from "node:crypto";
import type { FileSystem } from "../fs/filesystem.ts";
import { FileSystemError } from "../fs/filesystem.ts";

/** A chart archive that is at hand. */
export interface Archive {
  /** How it is named to people. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** `sha256:...` */
  readonly digest: string;
}

/** The name that `helm pull` gives to an archive. */
export const archiveName = (chart: string, version: string): string => `${chart}-${version}.tgz`;

/** `sha256:...` of bytes. */
export const sha256 = (bytes: Uint8Array): string =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** Reads the archive of a chart from a folder; undefined where it is not there. */
export function findArchive(
  fs: FileSystem,
  folder: string,
  chart: string,
  version: string,
): Archive | undefined {
  const path = `${folder}/${archiveName(chart, version)}`;
  const bytes = fs.read(path);
  return bytes === undefined ? undefined : { path, bytes, digest: sha256(bytes) };
}

/** True where the folder is there and can be read. */
export function isReadableFolder(fs: FileSystem, path: string): boolean {
  try {
    return fs.list(path) !== undefined;
  } catch (error) {
    if (error instanceof FileSystemError) return false;
    throw error;
  }
}
