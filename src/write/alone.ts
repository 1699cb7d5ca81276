import { join, resolve } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Disk, DiskError, nodeDisk } from "./disk.ts";
import { ignoringFaults } from "./job.ts";
import { acquireLock, machineProcesses, type Processes } from "./lock.ts";
import { fileNotWritten, locked } from "./messages.ts";
import { reasonOf } from "./reasons.ts";

/**
 * Runs an action while no other process of k8sgen runs one on the same files.
 * @param folder that exists, empty or ending in `/`
 * @param name of the files below it, without a slash
 */
export async function alone(
  folder: string,
  name: string,
  action: () => Promise<readonly Diagnostic[]>,
  disk: Disk = nodeDisk,
  processes: Processes = machineProcesses,
): Promise<readonly Diagnostic[]> {
  const work = `.${name}.k8sgen`;
  const lock = take(disk, join(resolve(folder === "" ? "." : folder), work), processes);
  if ("code" in lock) return [fileNotWritten(`${folder}${work}`, reasonOf(lock.code).text)];
  if ("heldBy" in lock) return [locked(`${folder}${name}`, lock.heldBy)];
  try {
    return await action();
  } finally {
    ignoringFaults(lock.release);
  }
}

function take(disk: Disk, work: string, processes: Processes): ReturnType<typeof acquireLock> | DiskError {
  try {
    return acquireLock(disk, work, processes);
  } catch (error) {
    if (error instanceof DiskError) return error;
    throw error;
  }
}
