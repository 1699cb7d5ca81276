import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { FileSystemError } from "../fs/filesystem.ts";
import type { Plan } from "../plan/model.ts";
import { sha256 } from "./archives.ts";
import { ChartFault } from "./fault.ts";
import { get, shown } from "./http.ts";
import type { LockEnvironment, LockOptions } from "./lock.ts";
import * as messages from "./manifest-messages.ts";
import { manifestFile } from "./manifest-shelf.ts";
import { notKept } from "./messages.ts";
import { isLockedManifest, type LockedManifest, type WantedManifest } from "./model.ts";
import type { LockFile } from "./read.ts";
import { inTurns } from "./sources.ts";
import { wantedManifests } from "./wanted.ts";

/** A manifest that is in the store, and what the lock says of it. */
export interface HeldManifest {
  readonly locked: LockedManifest;
  /** Where it was found. */
  readonly from: "cache" | "folder" | "web";
}

/** No file of CRDs is as large, and a text of this size is read in a moment. */
const LIMIT = 16 * 1024 * 1024;

/** As `lockCharts`, for the manifests on the web. */
export async function lockManifests(
  plan: Plan,
  before: LockFile | undefined,
  options: LockOptions,
  environment: LockEnvironment,
): Promise<Result<readonly HeldManifest[]>> {
  const results = await inTurns(wantedManifests(plan), (wanted) =>
    hold(wanted, before, options, environment),
  );
  const diagnostics = results.filter((result) => "code" in result);
  return diagnostics.length > 0
    ? { diagnostics }
    : { value: results.filter((result) => "locked" in result), diagnostics };
}

async function hold(
  wanted: WantedManifest,
  before: LockFile | undefined,
  { offline, folder }: LockOptions,
  { fs, store, network }: LockEnvironment,
): Promise<HeldManifest | Diagnostic> {
  const { component, name, url, version } = wanted;
  const entry = before?.manifests.get(`${component.name}/${name}`);
  const known = entry !== undefined && isLockedManifest(entry, wanted) ? entry : undefined;
  const take = (bytes: Uint8Array, from: HeldManifest["from"], where: string): HeldManifest | Diagnostic => {
    const digest = sha256(bytes);
    if (before !== undefined && known !== undefined && known.digest !== digest)
      return messages.manifestDigest(before, wanted, where, digest);
    const reason = manifestFault(bytes);
    if (reason !== undefined) return messages.noManifest(wanted, where, reason);
    const problem = store.put(digest, bytes);
    const locked = { component: component.name, name, url, version, digest };
    return problem === undefined ? { locked, from } : notKept(problem);
  };
  try {
    const path = `${folder}/${manifestFile(wanted)}`;
    const given = folder === undefined ? undefined : fs.read(path);
    if (given !== undefined) return take(given, "folder", `\`${path}\``);
    if (known !== undefined && store.get(known.digest) !== undefined) return { locked: known, from: "cache" };
    if (offline) return messages.manifestOffline(wanted, folder);
    const { status, bytes } = await get({ ...network, limit: Math.min(LIMIT, network.limit) }, url);
    return status === 200
      ? take(bytes, "web", shown(url))
      : messages.manifestUnfetched(wanted, `${shown(url)}: status ${status}`);
  } catch (error) {
    if (error instanceof ChartFault) return messages.manifestUnfetched(wanted, error.message);
    if (error instanceof FileSystemError) return messages.manifestUnfetched(wanted, error.message);
    throw error;
  }
}

/** Why bytes cannot be objects of Kubernetes in YAML; a web page in their place is found, what is in them is for verify. */
function manifestFault(bytes: Uint8Array): string | undefined {
  if (bytes.length > LIMIT) return `it has more than ${LIMIT} bytes`;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return /^apiVersion:/m.test(text) && /^kind:/m.test(text)
      ? undefined
      : "it holds no objects of Kubernetes in YAML";
  } catch {
    return "it is no UTF-8 text";
  }
}
