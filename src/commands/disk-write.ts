import { randomUUID } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Writes a file of the cache beside its place and renames it, so that no other process reads half of it.
 * @throws where it cannot be written; then nothing is left of it
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const draft = join(dirname(path), `.${randomUUID()}`);
  try {
    writeFileSync(draft, content);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
