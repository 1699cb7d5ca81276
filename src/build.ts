import { resolve } from "node:path";
import { engineOf } from "./assemble/engines/engine.ts";
import { isRendered } from "./assemble/engines/repository.ts";
import { type Compiled, type CompileEnvironment, compile, shelfOf } from "./compile.ts";
import { hasErrors, type Result } from "./diagnostics/diagnostic.ts";
import { checkSchemaLine } from "./edit/schema-line.ts";
import type { Engine } from "./engine/engine.ts";
import { checkImages, checkLock } from "./lock/check.ts";
import type { ArchiveStore } from "./lock/store.ts";
import { KeptMemo } from "./recall/kept-memo.ts";
import { type Proven, Recall } from "./recall/recall.ts";
import { recording } from "./recall/recording.ts";
import {
  type BuildReport,
  EMPTY_REPORT,
  type FileChanges,
  imagesByComponent,
  NO_CHANGES,
} from "./report/report.ts";
import { Stopwatch } from "./report/stopwatch.ts";
import { isSchemaDocument } from "./schema/document.ts";
import { NO_MEMO } from "./values/memo.ts";
import { digestOf, type ResultCache } from "./verify/cache.ts";
import { PackStore, packedSchemas } from "./verify/schemas.ts";
import { verify } from "./verify/verify.ts";

export interface BuildInput {
  /** Path of the homelab file; `blueprints/` beside it holds the user's own blueprints. */
  readonly file: string;
  /** Folder of chart archives. */
  readonly charts?: string;
  readonly strict: boolean;
}

/** What a build works with; nothing else of the machine is reached. */
export interface BuildEnvironment extends CompileEnvironment {
  readonly engine: Engine;
  readonly cache: ResultCache;
  /** What tells this program from any other that could have filled the cache; without it no whole build is kept. */
  readonly program?: string;
  /** Chart archives that k8sgen.lock names. */
  readonly store: ArchiveStore;
  /** Milliseconds of a clock that only runs forward. */
  readonly clock: () => number;
  /** Told what takes time. */
  readonly progress: (what: string) => void;
}

/** Takes the finished files to where they belong, or compares them with what is there. */
export type Writer = (name: string, files: Proven["files"]) => Result<FileChanges>;

/** The whole job: compile, prove, write. An error ends it before anything is written. */
export async function build(
  input: BuildInput,
  environment: BuildEnvironment,
  write: Writer,
): Promise<BuildReport> {
  const watch = new Stopwatch(environment.clock);
  const outside = { fs: environment.fs, own: environment.package.fs, store: environment.store };
  const { recall, found } = watch.measure("recall", () => {
    const recall = recallFor(input, environment);
    return { recall, found: recall?.find(outside, environment.sources) };
  });
  const { report, files } = found ?? (await prove(input, environment, watch, recall));
  if (files === undefined || report.name === undefined || hasErrors(report.diagnostics))
    return { ...report, stages: watch.times() };

  const { name } = report;
  const written = watch.measure("write", () => write(name, files));
  const diagnostics = [...report.diagnostics, ...written.diagnostics];
  return {
    ...report,
    ok: !hasErrors(diagnostics),
    diagnostics,
    files: written.value ?? NO_CHANGES,
    stages: watch.times(),
  };
}

/** `apiVersion/Kind` of the objects that a template of the umbrella writes. */
const kindsIn = (template: string): readonly string[] =>
  [...template.matchAll(/^apiVersion: (\S+)\nkind: (\S+)$/gm)].map(
    ([, version, kind]) => `${version}/${kind}`,
  );

function recallFor(
  { file, charts, strict }: BuildInput,
  { cache, engine, program, overlays }: BuildEnvironment,
) {
  const options = [resolve(file), file, charts ?? "", String(strict), JSON.stringify(overlays ?? null)];
  return program === undefined ? undefined : new Recall(cache, [program, engine.digest, ...options]);
}

/** What is known before anything is written; only the report where an error kept it from being compiled. */
export type Proof = Pick<Proven, "report"> & Partial<Proven> & { readonly compiled?: Compiled };

/** Compiles and verifies. Where there was no error, the result is kept. */
export async function prove(
  input: BuildInput,
  environment: BuildEnvironment,
  watch = new Stopwatch(environment.clock),
  recall?: Recall,
): Promise<Proof> {
  const { engine } = environment;
  const outside = { fs: environment.fs, own: environment.package.fs, store: environment.store };
  const recorded = recall === undefined ? { ...outside, readings: [] } : recording(outside);
  const { fs, store } = recorded;
  const own = { ...environment.package, fs: recorded.own };
  // The engine takes its time to start; it does so while the main thread compiles. Where the homelab was proven with
  // another text, few of its parts are missing in the cache, and one worker is enough.
  engine.warm(recall?.isKnown === true ? 1 : 2);

  const folder = input.charts === undefined ? {} : { charts: input.charts };
  const kept =
    environment.memo !== undefined || environment.program === undefined
      ? undefined
      : new KeptMemo(environment.cache, [environment.program, resolve(input.file)]);
  const memo = environment.memo ?? kept;
  const packs = new PackStore(own, memo ?? NO_MEMO);
  const given = {
    ...environment,
    fs,
    package: own,
    store,
    ...folder,
    ...(memo === undefined ? {} : { memo }),
  };
  const {
    name,
    diagnostics: found,
    compiled,
    schema,
  } = compile(input.file, given, watch, (plan) =>
    engine.expect(packedSchemas(plan, packs), kindsIn(engineOf(plan).template)),
  );
  kept?.save();
  const text = environment.sources.text(input.file) ?? "";
  const compiling = [
    ...found,
    ...(schema === undefined ? [] : checkSchemaLine(fs, input.file, text, schema, remembering(environment))),
  ];
  const report: BuildReport = {
    ...EMPTY_REPORT,
    ...(name === undefined ? {} : { name }),
    diagnostics: compiling,
  };
  if (compiled === undefined) return { report };

  const { plan, components, tree, lock } = compiled;
  const locking = [...lock.diagnostics, ...(lock.value === undefined ? [] : checkLock(plan, lock.value))];
  const shelf = shelfOf(given, lock);
  const context = { ...environment, fs, package: own, packs, strict: input.strict, shelf };
  const verified = await watch.measureAsync("verify", () => verify(plan, components, tree, context));
  const { coverage, references, charts, facts } = verified;
  const drifted =
    // What a laptop has instead may bring other images; the lock speaks of the real homelab.
    lock.value === undefined || plan.laptop !== undefined
      ? []
      : checkImages(lock.value, imagesByComponent({ charts, images: facts.images }));
  const known = [...compiling, ...locking, ...drifted, ...verified.diagnostics];
  // Releases are proven in any case; where plain objects are wanted, these are made of what was proven.
  const rendering = isRendered(plan)
    ? await watch.measureAsync("render", async () => {
        const { renderedTree } = await import("./render/tree.ts");
        return renderedTree(compiled, verified.proven, !hasErrors(known), context);
      })
    : { value: tree, diagnostics: [] };
  const proven = {
    report: {
      ...report,
      ...facts,
      coverage,
      references,
      charts,
      diagnostics: [...known, ...rendering.diagnostics],
    },
    files: (rendering.value ?? tree).files,
  };
  if (!hasErrors(proven.report.diagnostics)) recall?.keep(recorded.readings, proven, environment.sources);
  return { ...proven, compiled };
}

/** Compares the editor's schema with the real one, which takes as long as a small build; what was current once is known again. */
function remembering({ cache, program }: BuildEnvironment): typeof isSchemaDocument {
  if (program === undefined) return isSchemaDocument;
  return (text, schema) => {
    const key = digestOf(["editor", program, text, JSON.stringify(schema)]);
    if (cache.get(key) !== undefined) return true;
    const isCurrent = isSchemaDocument(text, schema);
    if (isCurrent) cache.put(key, "current");
    return isCurrent;
  };
}
