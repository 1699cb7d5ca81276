import { type Disk, DiskError } from "../../src/write/disk.ts";

/** A call that changes the disk, or asks for stable storage. */
export interface Step {
  readonly call: "create" | "createFolder" | "move" | "remove" | "removeFolder" | "sync";
  readonly path: string;
}

/** Lets a test act before each step; what it throws, the step throws. `create` can be cut short by the answer. */
export function watched(disk: Disk, before: (step: Step, number: number) => "torn" | undefined): Disk {
  let number = 0;
  const told = (call: Step["call"], path: string) => before({ call, path }, number++);
  return {
    look: (path) => disk.look(path),
    list: (path) => disk.list(path),
    read: (path) => disk.read(path),
    create(path, bytes) {
      const torn = told("create", path) === "torn";
      disk.create(path, torn ? bytes.subarray(0, bytes.length / 2) : bytes);
      if (torn) before({ call: "create", path }, number++);
    },
    createFolder(path) {
      told("createFolder", path);
      disk.createFolder(path);
    },
    move(from, to) {
      told("move", to);
      disk.move(from, to);
    },
    remove(path) {
      told("remove", path);
      disk.remove(path);
    },
    removeFolder(path) {
      told("removeFolder", path);
      return disk.removeFolder(path);
    },
    sync(path, kind) {
      told("sync", path);
      disk.sync(path, kind);
    },
  };
}

/** Fails the steps that a test picks, with an error of the operating system. */
export function failing(disk: Disk, fails: (step: Step, number: number) => string | undefined): Disk {
  return watched(disk, (step, number) => {
    const code = fails(step, number);
    if (code !== undefined) throw new DiskError(step.path, code);
    return undefined;
  });
}

/** The steps that an action takes. */
export function stepsOf(disk: Disk, action: (disk: Disk) => void): readonly Step[] {
  const steps: Step[] = [];
  action(
    watched(disk, (step) => {
      steps.push(step);
      return undefined;
    }),
  );
  return steps;
}
