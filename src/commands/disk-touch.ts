import { closeSync, fstatSync, futimesSync, openSync, readFileSync } from "node:fs";

const DAY = 24 * 3600 * 1000;

/**
 * Reads a file of the cache, and notes that it was used: the time of its last change is that of its last use, exact to a
 * day. Times of reading are no help, many disks do not keep them.
 * @throws where it is not there or cannot be read
 */
export function readUsed(path: string, now = Date.now()): Buffer {
  const file = openSync(path, "r");
  try {
    const { mtimeMs } = fstatSync(file);
    if (now - mtimeMs > DAY) note(file, now);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** A cache of somebody else's may be read only; then its owner's use counts. */
function note(file: number, now: number): void {
  try {
    futimesSync(file, now / 1000, now / 1000);
  } catch {
    return;
  }
}
