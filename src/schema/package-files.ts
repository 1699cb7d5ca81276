import type { FileSystem } from "../fs/filesystem.ts";
import type { JsonObject } from "../values/json.ts";

/** Where k8sgen's own files are: `schemas/` and `blueprints/` of the package, two folders above this module. */
export interface PackageFiles {
  readonly fs: FileSystem;
  /** Path of the package's folder. */
  readonly root: string;
}

/** One of the package's own JSON files. It is part of the installation: if it is not there, that is not the user's fault. */
export function readPackageJson({ fs, root }: PackageFiles, path: string): JsonObject {
  const bytes = fs.read(`${root}/${path}`);
  if (bytes === undefined) throw new Error(`${path} is missing from the installation of k8sgen`);
  return JSON.parse(new TextDecoder().decode(bytes)) as JsonObject;
}
