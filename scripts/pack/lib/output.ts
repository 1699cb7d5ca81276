import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzip, gzip } from "./gzip.ts";

/** The root of this repository. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));

export const report = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/**
 * Writes a gzipped pack below the repository's root and returns its size in bytes. A pack whose text is unchanged is
 * left alone: compressors differ between processors and releases of Node, and such a difference is no new version.
 * Throws where the pack would exceed the limit (bytes, gzipped).
 */
export function writePack(path: string, text: string, limit: number): number {
  const target = join(root, path);
  const current = existsSync(target) ? readFileSync(target) : undefined;
  const same = current !== undefined && gunzip(current) === text;
  const packed = same ? current : gzip(Buffer.from(text));
  if (packed.length > limit)
    throw new Error(`${path} has ${packed.length} bytes, at most ${limit} are allowed`);
  if (!same) write(target, packed);
  report(`${same ? "same   " : "written"} ${String(packed.length).padStart(7)} ${relative(root, target)}`);
  return packed.length;
}

/** Writes a text file below the repository's root. */
export function writeText(path: string, text: string): void {
  const target = join(root, path);
  const same = existsSync(target) && readFileSync(target, "utf8") === text;
  if (!same) write(target, text);
  report(`${same ? "same   " : "written"} ${String(text.length).padStart(7)} ${path}`);
}

function write(target: string, content: Uint8Array | string): void {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}
