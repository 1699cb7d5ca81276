import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { FileSystem } from "../fs/filesystem.ts";
import { sha256 } from "./archives.ts";
import { manifestDigest } from "./manifest-messages.ts";
import { isLockedManifest, type WantedManifest } from "./model.ts";
import type { LockFile } from "./read.ts";
import type { ArchiveStore } from "./store.ts";

/** Name of a manifest's file in a folder that stands in for the web. */
export const manifestFile = ({ component, name, version }: WantedManifest): string =>
  `${component.name}-${name}-${version}.yaml`;

/** Where a build takes manifests from: the folder of `--charts` or the store, and nothing that the lock does not know. */
export interface ManifestShelf {
  readonly fs: FileSystem;
  readonly folder?: string;
  readonly lock: LockFile;
  readonly store: ArchiveStore;
}

/** The bytes of a locked manifest, a fault, or nothing where it is not at hand or not locked. */
export function takeManifest(
  { fs, folder, lock, store }: ManifestShelf,
  wanted: WantedManifest,
): { readonly bytes: Uint8Array } | { readonly fault: Diagnostic } | undefined {
  const entry = lock.manifests.get(`${wanted.component.name}/${wanted.name}`);
  if (entry === undefined || !isLockedManifest(entry, wanted)) return undefined;
  const path = `${folder}/${manifestFile(wanted)}`;
  const given = folder === undefined ? undefined : fs.read(path);
  if (given !== undefined && sha256(given) !== entry.digest)
    return { fault: manifestDigest(lock, wanted, `\`${path}\``, sha256(given)) };
  const bytes = given ?? store.get(entry.digest);
  return bytes === undefined ? undefined : { bytes };
}
