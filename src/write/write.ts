import type { Result } from "../diagnostics/diagnostic.ts";
import { type Comparison, comparisonOf, editedWarnings, isUpToDate } from "./comparison.ts";
import { type Disk, DiskError } from "./disk.ts";
import { failure } from "./faults.ts";
import { inspect } from "./inspect.ts";
import { begin, ignoringFaults, type Job, locking, type WriteOptions } from "./job.ts";
import type { Place } from "./paths.ts";
import { type Recovery, recoverLocked } from "./recover.ts";
import { settle } from "./settle.ts";
import { commit, discard, planJournal, stage } from "./stage.ts";
import type { Survey } from "./survey.ts";
import { assertTree, type Tree } from "./tree.ts";

export type { Comparison, Recovery, Tree, WriteOptions };

export interface Written extends Comparison {
  /** False where the folder was up to date: then nothing was touched. */
  readonly written: boolean;
  /** What became of an earlier write that was interrupted. */
  readonly recovered: Recovery;
}

/**
 * Compares an output folder with a tree and changes nothing, except that a write which was committed and then
 * interrupted is completed first, since half of it could be compared with nothing.
 * @param target path of the output folder, as `output/turing-pi`; it need not exist
 * @returns no value where something in the folder is in the way of the tree, or cannot be read
 * @throws Error for a tree that cannot be a folder, a fault of the caller
 */
export function compareTree(target: string, tree: Tree, options: WriteOptions = {}): Result<Comparison> {
  assertTree(tree);
  return begin(target, options, (job) => {
    const { disk, place } = job;
    const before = disk.look(place.journal) === undefined ? NOTHING_DONE : recoverJob(job);
    if (before.value === undefined) return { diagnostics: before.diagnostics };
    const { value: found, diagnostics } = inspect(disk, place, tree);
    const said = [...before.diagnostics, ...diagnostics];
    return found === undefined ? { diagnostics: said } : { value: comparisonOf(found), diagnostics: said };
  });
}

/**
 * Makes an output folder hold the tree: all of it, or nothing changes. Files that no build wrote stay. Whenever the
 * process or the machine dies, the next call of any function here finds the old tree or completes the new one.
 * @param target as in `compareTree`; missing folders on the way to it are created
 * @returns no value where nothing was written; warnings for files that were changed by hand
 * @throws Error as in `compareTree`
 */
export function writeTree(target: string, tree: Tree, options: WriteOptions = {}): Result<Written> {
  assertTree(tree);
  return begin(target, options, (job) => {
    const { disk, place } = job;
    if (disk.look(place.work) === undefined) {
      const { value: found, diagnostics } = inspect(disk, place, tree);
      if (found !== undefined && isUpToDate(found))
        return { value: written(found, false, "nothing"), diagnostics };
    }
    return locking(job, () => writeLocked(job, tree));
  });
}

/**
 * Ends a write that was interrupted, in the one direction that it can take.
 * @param target as in `compareTree`
 * @returns no value where it could not be ended; the diagnostics say why
 */
export function recover(target: string, options: WriteOptions = {}): Result<Recovery> {
  return begin(target, options, recoverJob);
}

const NOTHING_DONE: Result<Recovery> = { value: "nothing", diagnostics: [] };

function recoverJob(job: Job): Result<Recovery> {
  if (job.disk.look(job.place.work) === undefined) return NOTHING_DONE;
  return locking(job, () => recoverLocked(job.disk, job.place));
}

function writeLocked(job: Job, tree: Tree): Result<Written> {
  const { disk, place } = job;
  const before = recoverLocked(disk, place);
  if (before.value === undefined) return { diagnostics: before.diagnostics };
  // Again: what was seen before there was a lock may have been another build at work.
  const { value: found, diagnostics } = inspect(disk, place, tree);
  const said = [...before.diagnostics, ...diagnostics];
  if (found === undefined) return { diagnostics: said };
  if (isUpToDate(found)) return { value: written(found, false, before.value), diagnostics: said };
  const journal = planJournal(found, tree);
  try {
    stage(disk, place, journal, tree);
    commit(disk, place, journal);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    ignoringFaults(() => withdraw(disk, place));
    return { diagnostics: [...said, failure(place, error)] };
  }
  const faults = settle(disk, place, journal);
  if (faults.length > 0) return { diagnostics: [...said, ...faults] };
  return {
    value: written(found, true, before.value),
    diagnostics: [...said, ...editedWarnings(place, found)],
  };
}

/** A rename may have been done although the disk, or the network before it, reported a fault. */
function withdraw(disk: Disk, place: Place): void {
  if (disk.look(place.journal) !== undefined) {
    disk.remove(place.journal);
    disk.sync(place.work, "directory");
  }
  discard(disk, place);
}

function written(found: Survey, isWritten: boolean, recovered: Recovery): Written {
  return { ...comparisonOf(found), written: isWritten, recovered };
}
