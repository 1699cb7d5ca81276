import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { type Disk, DiskError } from "./disk.ts";

/** A process as others can recognise it. */
export interface Owner {
  readonly pid: number;
  /** When the process began, in the clock ticks of /proc/<pid>/stat; 0 where the system does not tell. */
  readonly start: number;
  /** Where process numbers mean the same: the host, and on Linux its PID namespace (a container has its own). */
  readonly space: string;
}

/** What judges whether another owner is still at work; tests bring their own. */
export interface Processes {
  readonly self: Owner;
  /** The start of a running process of this space, as in `Owner`; undefined where no such process runs. */
  startOf(pid: number): number | undefined;
  /** Milliseconds since 1970. */
  now(): number;
}

/** A lock of another machine or container cannot be asked whether it lives; a write takes seconds, not minutes. */
const FOREIGN_LOCK_LIFETIME = 5 * 60_000;
/** How long a builder that came first by name waits for one that is about to step back. */
const PATIENCE = 300;
const PAUSE = 15;

/** Taken, with the function that gives it back; or the path of the lock that stands in the way. */
export type Lock = { readonly release: () => void } | { readonly heldBy: string };

/**
 * Takes the lock of a working folder, which it creates. A lock is an empty file whose name says whose it is, so it is
 * whole as soon as it exists. Each builder first shows its own and then looks for others, so of two at least one sees
 * the other; the one whose name sorts later steps back. What dead builders left is removed. Giving the lock back
 * removes the folder too if nothing else is in it.
 * @throws DiskError
 */
export function acquireLock(disk: Disk, work: string, processes: Processes): Lock {
  const mine = nameOf(processes.self);
  const own = join(work, mine);
  if (!show(disk, work, own)) return { heldBy: own };
  const release = () => {
    removeIfThere(disk, own);
    disk.removeFolder(work);
  };
  try {
    const deadline = processes.now() + PATIENCE;
    for (;;) {
      const others = liveLocks(disk, work, mine, processes);
      const [other] = others;
      if (other === undefined) return { release };
      if (others.some((name) => name < mine) || processes.now() > deadline) {
        release();
        return { heldBy: join(work, other) };
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  } catch (error) {
    release();
    throw error;
  }
}

/** The folder may be removed by a builder that just ended, between our two calls. */
function show(disk: Disk, work: string, own: string): boolean {
  for (let attempt = 1; ; attempt++) {
    try {
      if (disk.look(work)?.kind !== "directory") disk.createFolder(work);
      disk.create(own, new Uint8Array());
      return true;
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      if (error.code === "EEXIST" && error.path === own) return false;
      const raced = error.code === "ENOENT" || (error.code === "EEXIST" && isFolder(disk, work));
      if (raced && attempt < 100) continue;
      if (isFolder(disk, work)) disk.removeFolder(work);
      throw error;
    }
  }
}

const isFolder = (disk: Disk, path: string): boolean => disk.look(path)?.kind === "directory";

function liveLocks(disk: Disk, work: string, mine: string, processes: Processes): readonly string[] {
  const live: string[] = [];
  for (const { name } of disk.list(work) ?? []) {
    const owner = ownerOf(name);
    if (owner === undefined || name === mine) continue;
    const seen = disk.look(join(work, name));
    if (seen === undefined) continue;
    const dead =
      owner.space === processes.self.space
        ? processes.startOf(owner.pid) !== owner.start
        : processes.now() - seen.modified > FOREIGN_LOCK_LIFETIME;
    if (!dead) live.push(name);
    else if (seen.kind !== "directory") removeIfThere(disk, join(work, name));
  }
  return live;
}

function removeIfThere(disk: Disk, path: string): void {
  try {
    disk.remove(path);
  } catch (error) {
    if (!(error instanceof DiskError) || error.code !== "ENOENT") throw error;
  }
}

const nameOf = ({ pid, start, space }: Owner): string => `lock-${pid}-${start}-${space}`;

function ownerOf(name: string): Owner | undefined {
  const [, pid, start, space] = /^lock-(\d{1,10})-(\d{1,15})-([0-9a-f]{12})$/.exec(name) ?? [];
  if (pid === undefined || start === undefined || space === undefined) return undefined;
  return { pid: Number(pid), start: Number(start), space };
}

/** The processes of this machine. */
export const machineProcesses: Processes = {
  get self() {
    return { pid: process.pid, start: startOf(process.pid) ?? 0, space: space() };
  },
  startOf,
  now: () => Date.now(),
};

function startOf(pid: number): number | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, for another user.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return undefined;
  }
  // Field 22 of 52; the second one, the name in parentheses, may hold blanks and parentheses itself.
  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const stat = textOf(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // A zombie has ended; only its parent has not asked yet, and in a container nobody may ever ask.
  return fields[0] === "Z" ? undefined : Number(fields[19] ?? 0);
}

function space(): string {
  const namespace = textOf(() => readlinkSync("/proc/self/ns/pid"));
  return createHash("sha256").update(`${hostname()}\n${namespace}`).digest("hex").slice(0, 12);
}

/** Only Linux has /proc; elsewhere the process number alone has to do. */
function textOf(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
