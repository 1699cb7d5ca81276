import type { Result } from "../diagnostics/diagnostic.ts";
import { type Disk, DiskError, nodeDisk } from "./disk.ts";
import { failure, showPath } from "./faults.ts";
import { acquireLock, machineProcesses, type Processes } from "./lock.ts";
import { locked } from "./messages.ts";
import { createFolders, missingFolders } from "./parents.ts";
import { type Place, placeOf } from "./paths.ts";

/** The machine that is written on; tests bring machines that break. */
export interface WriteOptions {
  readonly disk?: Disk;
  readonly processes?: Processes;
}

/** One call on one output folder. */
export interface Job {
  readonly place: Place;
  readonly disk: Disk;
  readonly processes: Processes;
}

/** Runs one call. Whatever the disk refuses outside of `settle` leaves the output folder as it is. */
export function begin<T>(target: string, options: WriteOptions, action: (job: Job) => Result<T>): Result<T> {
  const { disk = nodeDisk, processes = machineProcesses } = options;
  const place = placeOf(target);
  try {
    return action({ place, disk, processes });
  } catch (error) {
    if (error instanceof DiskError) return { diagnostics: [failure(place, error)] };
    throw error;
  }
}

/** Runs an action while no other build can write to the folder. */
export function locking<T>(job: Job, action: () => Result<T>): Result<T> {
  const { disk, place, processes } = job;
  const missing = missingFolders(disk, place.parent);
  try {
    createFolders(disk, missing);
    const lock = acquireLock(disk, place.work, processes);
    if ("heldBy" in lock) return { diagnostics: [locked(place.shown, showPath(place, lock.heldBy))] };
    try {
      return action();
    } finally {
      ignoringFaults(lock.release);
    }
  } finally {
    // Only where nothing was written are they empty.
    ignoringFaults(() => {
      for (const folder of [...missing].reverse()) disk.removeFolder(folder);
    });
  }
}

/** For tidying up: what is left behind is known as such by the next command, and removed. */
export function ignoringFaults(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
  }
}
