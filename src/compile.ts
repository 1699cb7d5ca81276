import { resolve } from "node:path";
import { assemble } from "./assemble/assemble.ts";
import type { RenderedRelease } from "./assemble/rendered/model.ts";
import type { AssembledTree } from "./assemble/tree.ts";
import { withArchives } from "./assemble/vendored.ts";
import { type AddressBook, addressBook } from "./check/address-book.ts";
import { checkHomelab } from "./check/check.ts";
import { type Diagnostic, hasErrors, type Result } from "./diagnostics/diagnostic.ts";
import type { Sources } from "./diagnostics/sources.ts";
import { expandPlan } from "./expand/expand.ts";
import type { ExpandedComponent } from "./expand/model.ts";
import type { FileSystem } from "./fs/filesystem.ts";
import { isStream } from "./fs/streams.ts";
import { deriveLaptop } from "./laptop/derive.ts";
import { loadBlueprints } from "./load/blueprint.ts";
import { loadHomelab, type Overlays } from "./load/homelab.ts";
import { type LockFile, readLock } from "./lock/read.ts";
import { remoteManifests } from "./lock/remote.ts";
import type { Shelf } from "./lock/shelf.ts";
import { type ArchiveStore, NO_ARCHIVES } from "./lock/store.ts";
import { lockedCharts } from "./lock/wanted.ts";
import { faultsBeside } from "./plan/beside.ts";
import type { Plan } from "./plan/model.ts";
import { makePlan } from "./plan/plan.ts";
import type { Stopwatch } from "./report/stopwatch.ts";
import { type Blueprint, checkBlueprints, foreignPatterns } from "./schema/blueprints.ts";
import { composeSchema } from "./schema/compose.ts";
import { type PackageFiles, readPackageJson } from "./schema/package-files.ts";
import { retiredProjects } from "./schema/retired.ts";
import { slotSections } from "./schema/slots.ts";
import { checkSecrets } from "./secrets/check.ts";
import type { JsonObject } from "./values/json.ts";
import { type Memo, NO_MEMO } from "./values/memo.ts";

/** What compiling reads from. */
export interface CompileEnvironment {
  readonly fs: FileSystem;
  readonly package: PackageFiles;
  /** Takes the texts that diagnostics point into. */
  readonly sources: Sources;
  /** What is merged over the homelab. */
  readonly overlays?: Overlays;
  /** Manifests of the web that k8sgen.lock names. */
  readonly store?: ArchiveStore;
  /** Folder of archives and manifests that stands in for the store. */
  readonly charts?: string;
  /** What was made of the same texts before. */
  readonly memo?: Memo;
  /** What `loadLanguage` gave, for who compiles many homelabs of one folder; read anew where absent. */
  readonly language?: Language;
}

/** The output as it would be, and what it was made from. */
export interface Compiled {
  readonly plan: Plan;
  readonly components: readonly ExpandedComponent[];
  readonly tree: AssembledTree;
  /** The same with plain objects in the place of the umbrella chart. */
  readonly withRendered: (releases: readonly RenderedRelease[]) => Result<AssembledTree>;
  /** k8sgen.lock beside the homelab, and what is wrong with it, which is for the build to tell. */
  readonly lock: Result<LockFile>;
}

export interface Compilation {
  /** Name of the homelab, once it is known to be sound. */
  readonly name?: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly compiled?: Compiled;
  /** The schema of the homelab, with what its blueprints bring. */
  readonly schema?: JsonObject;
}

/** The minors of Kubernetes whose schemas are packed (schemas/kubernetes). */
const MINORS = ["34", "35", "36"];

/** What runs, in which order, and why; found without looking at templates of objects. */
export interface Planning {
  /** Name of the homelab, once it is known to be sound. */
  readonly name?: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly plan?: Plan;
  /** The schema of the homelab, with what its blueprints bring. */
  readonly schema?: JsonObject;
}

/** From the text of a homelab to its plan. An error in a stage ends it. */
export function planHomelab(file: string, environment: CompileEnvironment, watch: Stopwatch): Planning {
  const diagnostics: Diagnostic[] = [];
  const take = taker(diagnostics);

  const loaded = watch.measure("load", () => load(file, environment, diagnostics));
  if (loaded === undefined) return { diagnostics };
  const { blueprints, schema, core, contract } = loaded;

  const derived = deriveLaptop(loaded.file, schema, blueprints);
  diagnostics.push(...derived.diagnostics);
  const result = watch.measure("check", () =>
    checkHomelab(derived.file, schema, {
      supportedMinors: MINORS,
      foreignPatterns: foreignPatterns(blueprints),
      retired: retiredProjects(blueprints),
    }),
  );
  const checked = take(result);
  if (checked === undefined) {
    if (result.beside !== undefined)
      diagnostics.push(...faultsBeside(result.beside, diagnostics, blueprints, { core, contract }));
    return { diagnostics, schema };
  }
  const name = checked.homelab.metadata.name;

  const plan = watch.measure("plan", () =>
    take(makePlan(checked, blueprints, { core, contract }, environment.sources)),
  );
  const { laptop } = derived;
  const planned = plan === undefined || laptop === undefined ? plan : { ...plan, laptop };
  return { name, diagnostics, schema, ...(planned === undefined ? {} : { plan: planned }) };
}

/**
 * From the text of a homelab to the files of its output, in memory. An error in a stage ends it.
 * @param planned told the plan as soon as there is one, so that others may begin with it
 */
export function compile(
  file: string,
  environment: CompileEnvironment,
  watch: Stopwatch,
  planned: (plan: Plan) => void = () => {},
): Compilation {
  const { plan, ...planning } = planHomelab(file, environment, watch);
  const diagnostics = [...planning.diagnostics];
  const take = taker(diagnostics);
  if (plan === undefined) return planning;
  planned(plan);

  const secrets = watch.measure("secrets", () => checkSecrets(plan, environment.fs, folderOf(file)));
  diagnostics.push(...secrets.diagnostics);

  const lock = readLock(environment.fs, folderOf(file), environment.sources);
  const components = watch.measure("expand", () => {
    const remote = take(
      remoteManifests(plan, lock, { ...environment, store: environment.store ?? NO_ARCHIVES }),
    );
    const expanded = remote === undefined ? undefined : take(expandPlan(plan, remote));
    return expanded === undefined
      ? undefined
      : take(withArchives(plan, expanded, shelfOf(environment, lock)));
  });
  if (components === undefined) return { ...planning, diagnostics };

  const layOut = (releases?: readonly RenderedRelease[]) =>
    assemble(plan, components, secrets.files, lockedCharts(plan, lock.value), environment.memo, releases);
  const tree = watch.measure("assemble", () => take(layOut()));
  return tree === undefined
    ? { ...planning, diagnostics }
    : { ...planning, diagnostics, compiled: { plan, components, tree, withRendered: layOut, lock } };
}

/** Where archives of charts are looked for. */
export const shelfOf = (
  { fs, charts, store = NO_ARCHIVES }: CompileEnvironment,
  { value }: Result<LockFile>,
): Shelf => ({
  fs,
  store,
  ...(charts === undefined ? {} : { folder: charts }),
  ...(value === undefined ? {} : { lock: value }),
});

/** Takes the value of a stage, and what it found; nothing once there was an error. */
const taker =
  (diagnostics: Diagnostic[]) =>
  <T>(result: Result<T>): T | undefined => {
    diagnostics.push(...result.diagnostics);
    return hasErrors(diagnostics) ? undefined : result.value;
  };

/** The folder of a file as a prefix: empty, or ending in `/`. What comes from a pipe belongs to the working directory. */
export const folderOf = (file: string): string =>
  isStream(file) ? "" : file.slice(0, file.lastIndexOf("/") + 1);

/** What a homelab in a folder may say: the built-in blueprints, the user's own, and the schema of them all. */
export interface Language {
  readonly blueprints: readonly Blueprint[];
  readonly schema: JsonObject;
  readonly core: JsonObject;
  readonly contract: JsonObject;
}

/**
 * Reads the blueprints and composes the schema. Where a blueprint is so broken that there is none, the schema is that
 * of the core sections alone.
 * @param path of the homelab, which need not exist; `blueprints/` beside it holds the user's own blueprints
 */
export function loadLanguage(
  path: string,
  environment: CompileEnvironment,
): Result<Language> & { readonly value: Language } {
  const diagnostics: Diagnostic[] = [];
  const { schema, ...rest } = readLanguage(path, environment, diagnostics);
  return { value: { ...rest, schema: schema ?? rest.core }, diagnostics };
}

/** The addresses of a homelab as far as they can be read, and everything that is wrong with it. */
export function readAddresses(file: string, environment: CompileEnvironment): Result<AddressBook> {
  const diagnostics: Diagnostic[] = [];
  const loaded = load(file, environment, diagnostics);
  if (loaded === undefined) return { diagnostics };
  const checked = checkHomelab(loaded.file, loaded.schema, {
    supportedMinors: MINORS,
    foreignPatterns: foreignPatterns(loaded.blueprints),
    retired: retiredProjects(loaded.blueprints),
  });
  return {
    value: addressBook(loaded.file, loaded.schema),
    diagnostics: [...diagnostics, ...checked.diagnostics],
  };
}

/**
 * Reads the homelab and the blueprints, and composes the schema of the one from the other. A broken blueprint does
 * not keep the homelab from being checked: what can be read is.
 */
function load(path: string, environment: CompileEnvironment, diagnostics: Diagnostic[]) {
  const file = noting(diagnostics)(
    loadHomelab(environment.fs, path, environment.sources, environment.overlays),
  );
  const { blueprints, schema, core, contract } =
    environment.language ?? readLanguage(path, environment, diagnostics);
  return file === undefined || schema === undefined
    ? undefined
    : { file, blueprints, schema, core, contract };
}

const noting =
  (diagnostics: Diagnostic[]) =>
  <T>(result: Result<T>): T | undefined => {
    diagnostics.push(...result.diagnostics);
    return result.value;
  };

function readLanguage(
  path: string,
  { fs, package: own, sources, memo = NO_MEMO }: CompileEnvironment,
  diagnostics: Diagnostic[],
) {
  const note = noting(diagnostics);
  const core = readPackageJson(own, "schemas/homelab.schema.json");
  const folder = folderOf(path);
  const roots = [
    { fs: own.fs, path: `${own.root}/blueprints`, name: "k8sgen/blueprints", builtIn: true },
    { fs, path: `${folder}blueprints`, name: `${folder}blueprints`, builtIn: false },
  ];
  // In k8sgen's own repository the two are one folder.
  const isOwn = fs === own.fs && resolve(`${folder}blueprints`) === resolve(`${own.root}/blueprints`);
  const folders = (isOwn ? roots.slice(0, 1) : roots).flatMap(
    (root) => note(loadBlueprints(root.fs, root, sources, memo)) ?? [],
  );
  const blueprints =
    note(
      checkBlueprints(folders, readPackageJson(own, "schemas/blueprint.schema.json"), slotSections(core)),
    ) ?? [];
  const schema = note(composeSchema(core, blueprints));
  return { blueprints, schema, core, contract: readPackageJson(own, "schemas/contract.schema.json") };
}
