import { nodeFileSystem } from "../fs/node.ts";
import { PACKAGE_ROOT } from "../fs/package-root.ts";
import type { PackageFiles } from "../schema/package-files.ts";

/** k8sgen's own files. */
export const PACKAGE: PackageFiles = { fs: nodeFileSystem, root: PACKAGE_ROOT };
