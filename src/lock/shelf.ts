import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { FileSystem } from "../fs/filesystem.ts";
import { type Archive, archiveName, findArchive } from "./archives.ts";
import { lockDigest } from "./messages.ts";
import { isLocked, type WantedChart } from "./model.ts";
import type { LockFile } from "./read.ts";
import type { ArchiveStore } from "./store.ts";

/** Where a build takes chart archives from. */
export interface Shelf {
  readonly fs: FileSystem;
  /** Folder of archives, `<name>-<version>.tgz`: where it is given, nothing else is looked at. */
  readonly folder?: string;
  readonly lock?: LockFile;
  /** Archives that the lock names. */
  readonly store: ArchiveStore;
}

/** What is at hand of a chart: an archive, a fault of the archive, or nothing. */
export type Found = { readonly archive: Archive } | { readonly fault: Diagnostic } | undefined;

/**
 * The archive of a chart. One that is not the locked one is never given.
 * @throws FileSystemError where the folder holds a file that cannot be read
 */
export function takeArchive({ fs, folder, lock, store }: Shelf, wanted: WantedChart): Found {
  const { component, name, version } = wanted;
  const entry = lock?.charts.get(component.name);
  const locked = entry !== undefined && isLocked(entry, wanted) ? entry : undefined;
  if (folder === undefined) {
    const bytes = locked === undefined ? undefined : store.get(locked.digest);
    return locked === undefined || bytes === undefined
      ? undefined
      : { archive: { path: archiveName(name, version), bytes, digest: locked.digest } };
  }
  const archive = findArchive(fs, folder, name, version);
  if (archive === undefined) return undefined;
  return lock === undefined || locked === undefined || locked.digest === archive.digest
    ? { archive }
    : { fault: lockDigest(lock, component.name, `\`${archive.path}\``, archive.digest) };
}
