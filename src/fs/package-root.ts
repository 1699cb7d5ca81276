import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of the package that this module belongs to, above `src/` as above the bundled `dist/`. */
export const PACKAGE_ROOT: string = rootAbove(import.meta.dirname);

function rootAbove(folder: string): string {
  if (existsSync(join(folder, "package.json")) || dirname(folder) === folder) return folder;
  return rootAbove(dirname(folder));
}
