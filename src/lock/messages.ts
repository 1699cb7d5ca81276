import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";
import { placeIn } from "../schema/blueprints.ts";
import type { Path } from "../values/json.ts";
import { formatPath } from "../values/path.ts";
import type { ChartFault } from "./fault.ts";
import type { WantedChart } from "./model.ts";
import type { LockFile } from "./read.ts";

const start = (file: string): Location => ({ file, line: 1, column: 1 });

export const lockMissing = (file: string): Diagnostic =>
  diagnostic("E_LOCK_FILE", `There is no file \`${file}\`.`, { location: start(file) });

export const lockInvalid = (location: Location, path: Path, reason: string): Diagnostic =>
  diagnostic(
    "E_LOCK_FILE",
    `The file is not a lock of k8sgen: ${path.length === 0 ? "" : `\`${formatPath(path)}\`: `}${reason}.`,
    {
      location,
      path: formatPath(path),
      hint: "restore it from Git; after a merge conflict take either side, then run `k8sgen lock`",
    },
  );

export const lockDigest = (lock: LockFile, component: string, where: string, found: string): Diagnostic => {
  const path = ["charts", component, "digest"];
  return diagnostic(
    "E_LOCK_DIGEST",
    `The chart of \`${component}\` is not the one that was locked: ${where} has ${found}.`,
    {
      location: lock.place(path),
      path: formatPath(path),
      hint: "a version that was published does not change: find out why it did; to accept it, remove this entry and run `k8sgen lock`",
    },
  );
};

export const lockOther = (lock: LockFile, wanted: WantedChart, key: string, value: string): Diagnostic => {
  const path = ["charts", wanted.component.name, key];
  return diagnostic(
    "W_LOCK_STALE",
    `The lock names another ${key} of the chart of \`${wanted.component.name}\`: the plan has ${value}.`,
    { location: lock.place(path), path: formatPath(path), hint: "run `k8sgen lock` and commit the file" },
  );
};

/** @param added images that the lock does not know; @param gone images that nothing names any more */
export const lockImages = (
  lock: LockFile,
  component: string,
  added: readonly string[],
  gone: readonly string[],
): Diagnostic => {
  const path = ["charts", component, "images"];
  const lines = [
    ...added.map((image) => `\n- new: \`${image}\``),
    ...gone.map((image) => `\n- gone: \`${image}\``),
  ];
  return diagnostic(
    "W_LOCK_STALE",
    `\`${component}\` runs other images than the lock records.${lines.join("")}`,
    {
      location: lock.place(path),
      path: formatPath(path),
      hint: "run `k8sgen lock` and commit the file",
    },
  );
};

export const lockLacks = (lock: LockFile, what: "chart" | "manifest", names: readonly string[]): Diagnostic =>
  diagnostic(
    "W_LOCK_STALE",
    `The lock does not know the ${what}${names.length === 1 ? "" : "s"} ${what === "chart" ? "of " : ""}${names.map((name) => `\`${name}\``).join(", ")}.`,
    { location: start(lock.file), hint: "run `k8sgen lock` and commit the file" },
  );

/** Where a blueprint pins its chart. */
const pinned = ({ component }: WantedChart, key: "repository" | "version"): Partial<Diagnostic> => ({
  location: placeIn(component.blueprint, ["chart", key]),
});

/** The line that says where the chart is fetched: that of the mirror in homelab.yaml, or the blueprint's. */
const fetchedFrom = (wanted: WantedChart, key: "repository" | "version"): Partial<Diagnostic> => {
  const place = wanted.source.mirror?.value;
  return place === undefined ? pinned(wanted, key) : { location: place.location, path: place.path };
};

const the = ({ component, name, version }: WantedChart): string =>
  `The chart of \`${component.name}\` (${name} ${version})`;

export const notToBeHad = (wanted: WantedChart, { kind, message }: ChartFault): Diagnostic =>
  kind === "missing"
    ? diagnostic("E_LOCK_MISSING", `${the(wanted)} does not exist: ${message}.`, {
        ...fetchedFrom(wanted, "version"),
        hint:
          wanted.source.mirror === undefined
            ? "`k8sgen lock --update` tells which newer versions there are"
            : `look whether the mirror has what ${wanted.repository} has`,
      })
    : kind === "archive"
      ? diagnostic("E_CHART_FILE", `${the(wanted)} cannot be used: ${message}.`, {
          ...fetchedFrom(wanted, "version"),
        })
      : diagnostic("E_LOCK_FETCH", `${the(wanted)} cannot be fetched: ${message}.`, {
          ...fetchedFrom(wanted, "repository"),
          hint: "try again later; `--charts <folder>` takes archives that you have",
        });

export const notAtHand = (wanted: WantedChart, archive: string, folder: string | undefined): Diagnostic =>
  diagnostic(
    "E_LOCK_OFFLINE",
    `${the(wanted)} is not at hand: the cache does not hold it${folder === undefined ? "" : `, and \`${archive}\` is not in \`${folder}\``}.`,
    {
      ...pinned(wanted, "version"),
      hint: "run `k8sgen lock` without `--offline` once, or name a folder of archives with `--charts`",
    },
  );

export const archiveUnreadable = (wanted: WantedChart, reason: string): Diagnostic =>
  diagnostic("E_CHART_FILE", `${the(wanted)} cannot be read: ${reason}.`, { ...pinned(wanted, "version") });

export const notKept = (reason: string): Diagnostic =>
  diagnostic("E_LOCK_CACHE", `Chart archives cannot be kept: ${reason}.`, {
    hint: "make room, or name another cache folder with K8SGEN_CACHE",
  });

export const unknownComponent = (name: string, hint: string | undefined): Diagnostic =>
  diagnostic("E_REFERENCE", `No component \`${name}\` with a chart is in the plan.`, { hint });
