import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { digestOf } from "../verify/cache.ts";

/**
 * Digest of the program that runs: its bundled code (scripts/bundle.mjs), which holds the libraries too, and Node.
 * @returns undefined where it runs from the sources, whose state nothing tells
 */
export function programDigest(folder = import.meta.dirname): string | undefined {
  const names = readdirSync(folder).filter((name) => name.endsWith(".js"));
  if (!names.includes("cli.js")) return undefined;
  return digestOf([
    process.version,
    ...names.sort().flatMap((name) => [name, readFileSync(join(folder, name))]),
  ]);
}
