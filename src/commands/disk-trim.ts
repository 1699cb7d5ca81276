import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./disk-cache.ts";

const DAY = 24 * 3600 * 1000;
const MIB = 2 ** 20;

/** How long what is not used stays, in days, and how much is kept of it, in bytes. */
interface Limits {
  readonly folder: readonly string[];
  readonly days: number;
  readonly bytes: number;
  /** Days in which nothing goes, however much there is. */
  readonly spared: number;
}

/** Results are made again in seconds; archives are what a lock without a network needs. */
const LIMITS: readonly Limits[] = [
  { folder: ["results"], days: 30, bytes: 256 * MIB, spared: 1 },
  { folder: ["charts", "sha256"], days: 180, bytes: 2048 * MIB, spared: 30 },
  { folder: ["manifests", "sha256"], days: 180, bytes: 256 * MIB, spared: 30 },
];

/** Its time says when the cache was last looked through. */
const STAMP = "trimmed";

/**
 * Takes out of the cache what was not used for long, and the oldest where there is too much; looks at most once a day.
 * What cannot be removed stays: another process may be at it, or did the same a moment ago.
 * @param now milliseconds since 1970
 */
export function trimCache(root = cacheFolder(), now = Date.now()): void {
  const stamp = join(root, STAMP);
  const last = timeOf(stamp);
  if (last !== undefined && Math.abs(now - last) < DAY) return;
  try {
    mkdirSync(root, { recursive: true });
    writeFileSync(stamp, "");
  } catch {
    // Who cannot say that it was done would do it each time; and cannot remove anything either.
    return;
  }
  for (const limits of LIMITS) trimFolder(join(root, ...limits.folder), limits, now);
}

interface Entry {
  readonly path: string;
  readonly size: number;
  /** Milliseconds since its last use. */
  readonly age: number;
}

function trimFolder(folder: string, { days, bytes, spared }: Limits, now: number): void {
  const entries = entriesIn(folder, now).sort((a, b) => a.age - b.age);
  let total = 0;
  for (const { path, size, age } of entries) {
    total += size;
    if (age > days * DAY || (total > bytes && age > spared * DAY)) rmSync(path, { force: true });
  }
}

/** Plain files only: what is not of k8sgen's making is left alone. */
function entriesIn(folder: string, now: number): Entry[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry): Entry[] => {
      const path = join(folder, entry.name);
      const found = entry.isFile() ? statSync(path, { throwIfNoEntry: false }) : undefined;
      return found === undefined ? [] : [{ path, size: found.size, age: now - found.mtimeMs }];
    });
  } catch {
    return [];
  }
}

function timeOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  } catch {
    return undefined;
  }
}
