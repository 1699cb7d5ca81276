import { resolve } from "node:path";
import { nodeFileSystem } from "../fs/node.ts";
import type { PackageFiles } from "../schema/package-files.ts";

/** k8sgen's own files: two folders above this module, in `src/` as in `dist/`. */
export const PACKAGE: PackageFiles = { fs: nodeFileSystem, root: resolve(import.meta.dirname, "..", "..") };
