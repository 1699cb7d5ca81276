import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { placeIn } from "../schema/blueprints.ts";
import { formatPath } from "../values/path.ts";
import type { WantedManifest } from "./model.ts";
import type { LockFile } from "./read.ts";

/** Where the blueprint names the manifest. */
const named = ({ component, index }: WantedManifest, key: "name" | "url"): Partial<Diagnostic> => ({
  location: placeIn(component.blueprint, ["remoteManifests", index, key]),
});

const the = ({ component, name, version }: WantedManifest): string =>
  `The manifest \`${name}\` of \`${component.name}\` (${version})`;

export const manifestUnfetched = (wanted: WantedManifest, reason: string): Diagnostic =>
  diagnostic("E_LOCK_FETCH", `${the(wanted)} cannot be fetched: ${reason}.`, {
    ...named(wanted, "url"),
    hint: "try again later; `--charts <folder>` takes files that you have",
  });

export const noManifest = (wanted: WantedManifest, where: string, reason: string): Diagnostic =>
  diagnostic("E_LOCK_FETCH", `${the(wanted)} cannot be used: ${where}: ${reason}.`, named(wanted, "url"));

export const manifestOffline = (wanted: WantedManifest, folder: string | undefined): Diagnostic =>
  diagnostic(
    "E_LOCK_OFFLINE",
    `${the(wanted)} is not at hand: the cache does not hold it${folder === undefined ? "" : `, nor does \`${folder}\``}.`,
    { ...named(wanted, "url"), hint: "run `k8sgen lock` without `--offline` once" },
  );

export const manifestDigest = (
  lock: LockFile,
  { component, name }: WantedManifest,
  where: string,
  found: string,
): Diagnostic => {
  const path = ["manifests", component.name, name, "digest"];
  return diagnostic(
    "E_LOCK_DIGEST",
    `The manifest \`${name}\` of \`${component.name}\` is not the one that was locked: ${where} has ${found}.`,
    {
      location: lock.place(path),
      path: formatPath(path),
      hint: "a version that was published does not change: find out why it did; to accept it, remove this entry and run `k8sgen lock`",
    },
  );
};

/** A file that belongs into the output. */
export const manifestMissing = (wanted: WantedManifest, reason: string): Diagnostic =>
  diagnostic("E_LOCK_MANIFEST", `${the(wanted)} belongs into the output and ${reason}.`, {
    ...named(wanted, "name"),
    hint: "run `k8sgen lock`, and commit k8sgen.lock where it changes",
  });

export const manifestUnread = (wanted: WantedManifest, reason: string): Diagnostic =>
  diagnostic("E_LOCK_MANIFEST", `${the(wanted)} cannot be read: ${reason}.`, named(wanted, "name"));
