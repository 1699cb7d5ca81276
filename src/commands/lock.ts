import { setTimeout } from "node:timers/promises";
import { type Command, Option } from "commander";
import { prove } from "../build.ts";
import { folderOf } from "../compile.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { Sources } from "../diagnostics/sources.ts";
import type { FileSystem } from "../fs/filesystem.ts";
import { nodeFileSystem } from "../fs/node.ts";
import { findLabs } from "../labs/find.ts";
import { isReadableFolder } from "../lock/archives.ts";
import { NODE_NETWORK } from "../lock/http.ts";
import { lockCharts } from "../lock/lock.ts";
import { lockManifests } from "../lock/manifests.ts";
import { LOCK_FILE } from "../lock/model.ts";
import { type LockFile, readLock } from "../lock/read.ts";
import { lockText } from "../lock/text.ts";
import { proposeUpdates } from "../lock/update.ts";
import { STEPS, type Step } from "../lock/versions.ts";
import type { Plan } from "../plan/model.ts";
import { type LockReport, lockJson, lockSummary, updateJson, updateSummary } from "../report/lock.ts";
import { imagesByComponent } from "../report/report.ts";
import { groupBy } from "../values/group.ts";
import { chartFolder } from "../verify/messages.ts";
import { writeFiles } from "../write/files.ts";
import { diskStore } from "./disk-store.ts";
import { trimCache } from "./disk-trim.ts";
import { withEngine } from "./environment.ts";
import { EXIT } from "./exit.ts";
import { type HomelabFlags, planOf } from "./homelab.ts";
import { type LabsOption, parsePath, withHomelabOptions, withLabsOption } from "./options.ts";
import { formatOption, tell } from "./output.ts";
import { createProgress } from "./progress.ts";

interface LockFlags extends HomelabFlags, LabsOption {
  readonly offline: boolean;
  readonly charts?: string;
  /** The name of a component, or true for all. */
  readonly update?: string | true;
  readonly within: Step;
  readonly output: "text" | "json";
}

/** `k8sgen lock`: fetches the charts of a homelab and records their digests beside it. */
export function addLockCommand(program: Command, finish: (exit: number) => void): void {
  withLabsOption(
    withHomelabOptions(
      program
        .command("lock")
        .description("fetch the charts of a homelab and record them in k8sgen.lock beside it"),
    ),
  )
    .addOption(
      new Option("--offline", "ask no network: take what the cache and --charts hold")
        .default(false)
        .conflicts("update"),
    )
    .option(
      "--charts <folder>",
      "chart archives (<name>-<version>.tgz), looked into before the network",
      parsePath,
    )
    .option("--update [component]", "tell newer versions, and change nothing")
    .addOption(
      new Option("--within <step>", "with --update: the longest step that is proposed")
        .choices(STEPS)
        .default("minor"),
    )
    .addOption(formatOption())
    .option("--no-color", "no colours")
    .action(async (flags: LockFlags) => finish(await runLock(flags)));
}

async function runLock(flags: LockFlags): Promise<number> {
  const sources = new Sources();
  if (flags.labs === undefined) return runOne([flags.file], flags, sources);
  const { value: files = [], diagnostics } = findLabs(nodeFileSystem, flags.labs);
  if (hasErrors(diagnostics)) return tell(diagnostics, flags, sources);
  const exits: number[] = [];
  for (const together of groupBy(files, folderOf).values())
    exits.push(await runOne(together, flags, sources));
  return Math.max(...exits);
}

/** The lock of a folder, for all homelabs in it. */
async function runOne(files: readonly string[], flags: LockFlags, sources: Sources): Promise<number> {
  const { plan, diagnostics } = planOfAll(files, flags, sources);
  const progress = createProgress(process.stderr);
  const working =
    flags.update === undefined
      ? lock(plan, diagnostics, files, flags, sources, progress.show)
      : update(plan, diagnostics, flags, progress.show);
  const done = await working.finally(progress.clear);
  trimCache();
  if (flags.output === "text") {
    process.stdout.write(done.text);
    return tell(done.diagnostics, flags, sources);
  }
  process.stdout.write(done.json);
  return hasErrors(done.diagnostics) ? EXIT.faults : EXIT.ok;
}

/** A plan with the components of all homelabs. Those of one folder have one set of blueprints: one name is one chart. */
function planOfAll(
  files: readonly string[],
  flags: LockFlags,
  sources: Sources,
): { plan?: Plan; diagnostics: Diagnostic[] } {
  const planned = files.map((file) => planOf({ ...flags, file }, sources));
  const diagnostics = planned.flatMap((one) => one.diagnostics);
  const plans = planned.flatMap(({ plan }) => plan ?? []);
  const [first] = plans;
  if (first === undefined || plans.length < files.length) return { diagnostics };
  const all = new Map(
    plans.flatMap(({ components }) => components.map((component) => [component.name, component] as const)),
  );
  return { plan: { ...first, components: [...all.values()] }, diagnostics };
}

/** What is printed: data to stdout, messages to stderr. */
interface Printout {
  readonly json: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

type Show = (what: string) => void;

async function update(
  plan: Plan | undefined,
  planning: readonly Diagnostic[],
  flags: LockFlags,
  show: Show,
): Promise<Printout> {
  const component = typeof flags.update === "string" ? { component: flags.update } : {};
  const found =
    plan === undefined
      ? { proposals: [], diagnostics: [] }
      : await proposeUpdates(plan, { within: flags.within, ...component }, { ...NODE_NETWORK, told: show });
  const report = { proposals: found.proposals, diagnostics: [...planning, ...found.diagnostics] };
  return { json: updateJson(report), text: updateSummary(report), diagnostics: report.diagnostics };
}

async function lock(
  plan: Plan | undefined,
  planning: readonly Diagnostic[],
  files: readonly string[],
  flags: LockFlags,
  sources: Sources,
  show: Show,
): Promise<Printout> {
  const folder = folderOf(files[0] ?? flags.file);
  const file = `${folder}${LOCK_FILE}`;
  const done = plan === undefined ? NOTHING : await holdAll(plan, folder, files, flags, sources, show);
  const report: LockReport = { file, ...done, diagnostics: [...planning, ...done.diagnostics] };
  const text = hasErrors(report.diagnostics) ? "" : lockSummary(report);
  return { json: lockJson(report), text, diagnostics: report.diagnostics };
}

type Done = Omit<LockReport, "file">;

const NO_LOCK = { charts: new Map(), manifests: new Map() };

const NOTHING: Done = { isWritten: false, before: NO_LOCK, held: [], manifests: [], diagnostics: [] };

async function holdAll(
  plan: Plan,
  folder: string,
  homelabs: readonly string[],
  flags: LockFlags,
  sources: Sources,
  show: Show,
): Promise<Done> {
  if (flags.charts !== undefined && !isReadableFolder(nodeFileSystem, flags.charts))
    return { ...NOTHING, diagnostics: [chartFolder(flags.charts)] };
  const { value: before, diagnostics: reading } = readLock(nodeFileSystem, folder, sources);
  if (hasErrors(reading)) return { ...NOTHING, diagnostics: reading };
  const options = {
    offline: flags.offline,
    ...(flags.charts === undefined ? {} : { folder: flags.charts }),
  };
  const environment = {
    fs: nodeFileSystem,
    store: diskStore(),
    network: { ...NODE_NETWORK, told: show },
  };
  const charts = await lockCharts(plan, before, options, environment);
  const manifests = await lockManifests(plan, before, options, environment);
  const old = before ?? NO_LOCK;
  if (charts.value === undefined || manifests.value === undefined)
    return { ...NOTHING, before: old, diagnostics: [...charts.diagnostics, ...manifests.diagnostics] };
  const files = manifests.value.map(({ locked }) => locked);
  const bare = charts.value.map(({ locked }) => locked);
  const images = await imagesWith(lockText(bare, files), folder, homelabs, flags, sources);
  const held = charts.value.map(({ locked, ...how }) => {
    const named = images.get(locked.component);
    return { ...how, locked: named === undefined ? locked : { ...locked, images: named } };
  });
  const text = lockText(
    held.map(({ locked }) => locked),
    files,
  );
  const written = await writeLock(folder, text, before);
  return { before: old, held, manifests: manifests.value, ...written };
}

/**
 * Images by component, as the charts of a lock name them with the values of each homelab; without those of components for which
 * homelabs differ. What keeps a chart from being rendered is told by builds.
 */
async function imagesWith(
  lock: string,
  folder: string,
  homelabs: readonly string[],
  flags: LockFlags,
  sources: Sources,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const path = `${folder}${LOCK_FILE}`;
  const fs: FileSystem = {
    ...nodeFileSystem,
    read: (asked) => (asked === path ? Buffer.from(lock, "utf8") : nodeFileSystem.read(asked)),
  };
  const job = { ...flags, file: path, renders: true };
  const found = await withEngine(job, sources, async (environment) => {
    const all: ReadonlyMap<string, readonly string[]>[] = [];
    for (const file of homelabs)
      all.push(imagesByComponent((await prove({ file, strict: false }, { ...environment, fs })).report));
    return all;
  });
  return agreed(found ?? []);
}

/** The entries that are equal in all maps that have them. */
function agreed(
  maps: readonly ReadonlyMap<string, readonly string[]>[],
): ReadonlyMap<string, readonly string[]> {
  const entries = maps.flatMap((map) => [...map]);
  const isAgreed = ([name, images]: readonly [string, readonly string[]]) =>
    entries.every(([other, its]) => other !== name || its.join("\n") === images.join("\n"));
  return new Map(entries.filter(isAgreed));
}

/** How often it is tried to write while others do the same. */
const ATTEMPTS = 5;

/** Writes the lock where it changes. Two that lock at once write the same; only another content is a fault. */
async function writeLock(
  folder: string,
  text: string,
  before: LockFile | undefined,
): Promise<Pick<Done, "isWritten" | "diagnostics">> {
  const bytes = Buffer.from(text, "utf8");
  const isThere = (file: LockFile | undefined) => file !== undefined && bytes.equals(file.bytes);
  if (isThere(before)) return { isWritten: false, diagnostics: [] };
  const old = before === undefined ? {} : { before: before.bytes };
  for (let attempt = 1; ; attempt++) {
    const { written, diagnostics } = writeFiles(folder, [{ path: LOCK_FILE, bytes, ...old }]);
    if (written.length > 0) return { isWritten: true, diagnostics };
    if (isThere(readLock(nodeFileSystem, folder, new Sources()).value))
      return { isWritten: false, diagnostics: [] };
    if (attempt === ATTEMPTS) return { isWritten: false, diagnostics };
    // Not all at one moment again.
    await setTimeout(20 * attempt + (process.pid % 20));
  }
}
