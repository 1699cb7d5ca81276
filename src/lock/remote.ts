import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../diagnostics/sources.ts";
import { type FileSystem, FileSystemError } from "../fs/filesystem.ts";
import type { Plan } from "../plan/model.ts";
import { manifestMissing, manifestUnread } from "./manifest-messages.ts";
import { takeManifest } from "./manifest-shelf.ts";
import type { WantedManifest } from "./model.ts";
import type { LockFile } from "./read.ts";
import type { ArchiveStore } from "./store.ts";
import { wantedManifests } from "./wanted.ts";

/** A manifest of the web as it is at hand. */
export interface RemoteManifest {
  /** Name of the component. */
  readonly component: string;
  readonly name: string;
  readonly url: string;
  readonly text: string;
  readonly use: "copy" | "schemas";
}

/** Where manifests are taken from. */
export interface ManifestSources {
  readonly fs: FileSystem;
  readonly store: ArchiveStore;
  /** Folder that stands in for the web. */
  readonly charts?: string;
  readonly sources: Sources;
}

/**
 * The manifests on the web that the lock names, in the order of their components' names. What belongs into the output
 * and is not at hand is an error: the output depends on homelab.yaml, the blueprints and the lock, not on the cache.
 * What only brings schemas may be missing; its kinds are then not judged, which is told where they occur.
 */
export function remoteManifests(
  plan: Plan,
  { value: lock, diagnostics: reading }: Result<LockFile>,
  from: ManifestSources,
): Result<readonly RemoteManifest[]> {
  const wanted = wantedManifests(plan);
  if (wanted.length === 0) return { value: [], diagnostics: [] };
  const shelf = {
    fs: from.fs,
    store: from.store,
    ...(from.charts === undefined ? {} : { folder: from.charts }),
  };
  const results = wanted.map((each): RemoteManifest | Diagnostic | undefined => {
    try {
      const found = lock === undefined ? undefined : takeManifest({ ...shelf, lock }, each);
      if (found === undefined) return absent(each, lock === undefined ? "there is no lock" : undefined);
      return "fault" in found ? found.fault : atHand(each, found.bytes, from.sources);
    } catch (error) {
      if (error instanceof FileSystemError) return manifestUnread(each, error.message);
      throw error;
    }
  });
  return {
    value: results.filter((result) => result !== undefined && "text" in result),
    diagnostics: [...reading, ...results.filter((result) => result !== undefined && "code" in result)],
  };
}

function absent(
  wanted: WantedManifest,
  reason = "is not at hand as the lock names it",
): Diagnostic | undefined {
  return wanted.use === "copy" ? manifestMissing(wanted, reason) : undefined;
}

function atHand(
  { component, name, url, use }: WantedManifest,
  bytes: Uint8Array,
  sources: Sources,
): RemoteManifest {
  const text = new TextDecoder().decode(bytes);
  sources.add(url, text);
  return { component: component.name, name, url, text, use };
}
