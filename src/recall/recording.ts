import { createHash } from "node:crypto";
import { type FileSystem, FileSystemError } from "../fs/filesystem.ts";
import type { ArchiveStore } from "../lock/store.ts";

/** What a build may ask of the world: files, the package's own files, and the archives that the lock names. */
export interface Outside {
  readonly fs: FileSystem;
  readonly own: FileSystem;
  readonly store: ArchiveStore;
}

/** A question, and the digest of its answer. */
export interface Reading {
  readonly from: keyof Outside;
  readonly asks: "read" | "kind" | "list" | "get";
  /** A path, or the digest that an archive is kept under. */
  readonly what: string;
  readonly answer: string;
}

/** The same world, which keeps a note of everything that it is asked. */
export interface Recording extends Outside {
  readonly readings: readonly Reading[];
}

/** Where both file systems are one, those of the recording are one as well. */
export function recording(outside: Outside): Recording {
  const readings: Reading[] = [];
  const noted = <T>(from: keyof Outside, asks: Reading["asks"], what: string): T => {
    const outcome = ask(outside, from, asks, what);
    readings.push({ from, asks, what, answer: digestOf(outcome) });
    if (outcome instanceof FileSystemError) throw outcome;
    return outcome as T;
  };
  const files = (from: "fs" | "own"): FileSystem => ({
    read: (path) => noted(from, "read", path),
    kind: (path) => noted(from, "kind", path),
    list: (path) => noted(from, "list", path),
  });
  const fs = files("fs");
  return {
    fs,
    own: outside.own === outside.fs ? fs : files("own"),
    store: { get: (digest) => noted("store", "get", digest), put: outside.store.put },
    readings,
  };
}

/** True where the world still answers as it did. */
export const answersAlike = (outside: Outside, readings: readonly Reading[]): boolean =>
  readings.every(({ from, asks, what, answer }) => digestOf(ask(outside, from, asks, what)) === answer);

type Outcome = Uint8Array | ReturnType<FileSystem["list"]> | ReturnType<FileSystem["kind"]> | FileSystemError;

/** A fault of the file system is an answer too. */
function ask(outside: Outside, from: keyof Outside, asks: Reading["asks"], what: string): Outcome {
  if (from === "store") return outside.store.get(what);
  try {
    return asks === "get" ? undefined : outside[from][asks](what);
  } catch (error) {
    if (error instanceof FileSystemError) return error;
    throw error;
  }
}

function digestOf(outcome: Outcome): string {
  if (outcome === undefined) return "absent";
  if (outcome instanceof FileSystemError) return `fault: ${outcome.message}`;
  const bytes = outcome instanceof Uint8Array ? outcome : JSON.stringify(outcome);
  return createHash("sha256").update(bytes).digest("base64");
}
