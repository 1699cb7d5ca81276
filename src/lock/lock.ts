import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { type FileSystem, FileSystemError } from "../fs/filesystem.ts";
import type { Plan } from "../plan/model.ts";
import { archiveName, findArchive, sha256 } from "./archives.ts";
import { readChartArchive } from "./chart-archive.ts";
import { ChartFault } from "./fault.ts";
import type { Network } from "./http.ts";
import * as messages from "./messages.ts";
import { isLocked, type LockedChart, type WantedChart } from "./model.ts";
import type { LockFile } from "./read.ts";
import type { Fetched } from "./source.ts";
import { chartSources, inTurns } from "./sources.ts";
import type { ArchiveStore } from "./store.ts";
import { sameVersion } from "./versions.ts";
import { wantedCharts } from "./wanted.ts";

/** What locking works with. */
export interface LockEnvironment {
  readonly fs: FileSystem;
  readonly store: ArchiveStore;
  readonly network: Network;
}

export interface LockOptions {
  /** Ask no network. */
  readonly offline: boolean;
  /** Folder of archives, looked into first. */
  readonly folder?: string;
}

/** A chart that is in the store, and what the lock says of it. */
export interface Held {
  readonly locked: LockedChart;
  /** Where its archive was found. */
  readonly from: "cache" | "folder" | "repository";
}

/**
 * Brings the archive of each chart of a plan into the store, and says what the lock is to record. An archive that was
 * locked before is taken as it is there, or not at all. No value where a chart could not be had.
 */
export async function lockCharts(
  plan: Plan,
  before: LockFile | undefined,
  options: LockOptions,
  environment: LockEnvironment,
): Promise<Result<readonly Held[]>> {
  const sources = chartSources(environment.network);
  const fetched = new Map<string, Promise<Fetched>>();
  const fetch = ({ source: { repository }, name, version }: WantedChart): Promise<Fetched> => {
    const key = `${repository} ${name} ${version}`;
    const known = fetched.get(key);
    if (known !== undefined) return known;
    const made = sources(repository).fetch(name, version);
    fetched.set(key, made);
    return made;
  };
  const results = await inTurns(wantedCharts(plan), (wanted) =>
    hold(wanted, before, options, environment, fetch),
  );
  const held = results.filter((result) => "locked" in result);
  const diagnostics = results.filter((result) => "code" in result);
  return diagnostics.length > 0 ? { diagnostics } : { value: held, diagnostics };
}

async function hold(
  wanted: WantedChart,
  before: LockFile | undefined,
  { offline, folder }: LockOptions,
  { fs, store }: LockEnvironment,
  fetch: (wanted: WantedChart) => Promise<Fetched>,
): Promise<Held | Diagnostic> {
  const { component, name, version } = wanted;
  const entry = before?.charts.get(component.name);
  const known = entry !== undefined && isLocked(entry, wanted) ? entry : undefined;
  const take = (archive: Taken): Held | Diagnostic => {
    const digest = sha256(archive.bytes);
    if (before !== undefined && known !== undefined && known.digest !== digest)
      return messages.lockDigest(before, component.name, archive.where, digest);
    const locked = entryOf(wanted, archive, digest, known?.url);
    const problem = store.put(digest, archive.bytes);
    return problem === undefined ? { locked, from: archive.from } : messages.notKept(problem);
  };
  try {
    const given = folder === undefined ? undefined : findArchive(fs, folder, name, version);
    if (given !== undefined) return take({ bytes: given.bytes, from: "folder", where: `\`${given.path}\`` });
    const kept = known === undefined ? undefined : store.get(known.digest);
    if (known !== undefined && kept !== undefined) return { locked: known, from: "cache" };
    if (offline) return messages.notAtHand(wanted, archiveName(name, version), folder);
    const { bytes, url } = await fetch(wanted);
    return take({ bytes, url, from: "repository", where: url });
  } catch (error) {
    if (error instanceof ChartFault) return messages.notToBeHad(wanted, error);
    if (error instanceof FileSystemError) return messages.archiveUnreadable(wanted, error.message);
    throw error;
  }
}

interface Taken {
  readonly bytes: Uint8Array;
  readonly url?: string;
  readonly from: Held["from"];
  /** How the place is named to people. */
  readonly where: string;
}

/** What the lock records, once the archive is known to be that chart. */
function entryOf(
  { component, name, repository, version }: WantedChart,
  { bytes, url, where }: Taken,
  digest: string,
  knownUrl: string | undefined,
): LockedChart {
  const metadata = chartIn(bytes, where);
  if (metadata.name !== name || !sameVersion(metadata.version, version))
    throw new ChartFault("archive", `${where} holds ${metadata.name} ${metadata.version}`);
  const address = url ?? knownUrl;
  return {
    component: component.name,
    chart: name,
    repository,
    version,
    ...(address === undefined ? {} : { url: address }),
    digest,
    ...(metadata.appVersion === undefined ? {} : { appVersion: metadata.appVersion }),
  };
}

function chartIn(bytes: Uint8Array, where: string) {
  try {
    return readChartArchive(bytes);
  } catch (error) {
    if (error instanceof ChartFault) throw new ChartFault(error.kind, `${where}: ${error.message}`);
    throw error;
  }
}
