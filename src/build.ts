import type { AssembledTree } from "./assemble/tree.ts";
import { type CompileEnvironment, compile, folderOf } from "./compile.ts";
import { hasErrors, type Result } from "./diagnostics/diagnostic.ts";
import { checkSchemaLine } from "./edit/schema-line.ts";
import type { Engine } from "./engine/engine.ts";
import type { FileSystem } from "./fs/filesystem.ts";
import { checkLock } from "./lock/check.ts";
import { LOCK_FILE } from "./lock/model.ts";
import { readLock } from "./lock/read.ts";
import type { ArchiveStore } from "./lock/store.ts";
import { type BuildReport, type FileChanges, NO_CHANGES, NO_COVERAGE } from "./report/report.ts";
import { Stopwatch } from "./report/stopwatch.ts";
import { isSchemaDocument } from "./schema/document.ts";
import { readPackageJson } from "./schema/package-files.ts";
import { digestOf, type ResultCache } from "./verify/cache.ts";
import { packedSchemas } from "./verify/schemas.ts";
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
  /** Chart archives that k8sgen.lock names. */
  readonly store: ArchiveStore;
  /** Milliseconds of a clock that only runs forward. */
  readonly clock: () => number;
  /** Told what takes time. */
  readonly progress: (what: string) => void;
}

/** Takes the finished tree to where it belongs, or compares it with what is there. */
export type Writer = (name: string, tree: AssembledTree) => Result<FileChanges>;

/** The whole job: compile, prove, write. An error ends it before anything is written. */
export async function build(
  input: BuildInput,
  environment: BuildEnvironment,
  write: Writer,
): Promise<BuildReport> {
  const watch = new Stopwatch(environment.clock);
  // The engine takes its time to start; it does so while the main thread compiles. Where the same text was proven before,
  // the results are likely to be kept and nothing has to start; where the file was proven with another text, few of them
  // are missing, and one worker is enough. A wrong guess costs time only.
  const text = readQuietly(environment.fs, input.file);
  const locked = readQuietly(environment.fs, `${folderOf(input.file)}${LOCK_FILE}`);
  const seen = digestOf(["seen", environment.engine.digest, input.charts ?? "", text, locked]);
  const before = digestOf(["proven", environment.engine.digest, input.charts ?? "", input.file]);
  const isNew = environment.cache.get(seen) === undefined;
  if (isNew) environment.engine.warm(environment.cache.get(before) === undefined ? 2 : 1);

  const {
    name,
    diagnostics: found,
    compiled,
    schema,
  } = compile(input.file, environment, watch, (plan) => {
    if (isNew) environment.engine.expect(packedSchemas(plan, environment.package));
  });
  const compiling = [
    ...found,
    ...(schema === undefined
      ? []
      : checkSchemaLine(environment.fs, input.file, text, schema, remembering(environment))),
  ];
  const report: BuildReport = {
    ok: false,
    ...(name === undefined ? {} : { name }),
    diagnostics: compiling,
    files: NO_CHANGES,
    coverage: NO_COVERAGE,
    charts: [],
    stages: watch.times(),
  };
  if (compiled === undefined || name === undefined) return report;

  const { plan, components, tree } = compiled;
  const lock = readLock(environment.fs, folderOf(input.file), environment.sources);
  const locking = [...lock.diagnostics, ...(lock.value === undefined ? [] : checkLock(plan, lock.value))];
  const shelf = {
    fs: environment.fs,
    store: environment.store,
    ...(input.charts === undefined ? {} : { folder: input.charts }),
    ...(lock.value === undefined ? {} : { lock: lock.value }),
  };
  const verified = await watch.measureAsync("verify", () =>
    verify(plan, components, tree, { ...environment, strict: input.strict, shelf }),
  );
  const proven = {
    ...report,
    diagnostics: [...compiling, ...locking, ...verified.diagnostics],
    coverage: verified.coverage,
    charts: verified.charts,
    ...(verified.budget === undefined ? {} : { budget: verified.budget }),
  };
  if (hasErrors(proven.diagnostics)) return proven;
  for (const note of [seen, before]) environment.cache.put(note, "proven");

  const written = watch.measure("write", () => write(name, tree));
  const diagnostics = [...proven.diagnostics, ...written.diagnostics];
  return { ...proven, ok: !hasErrors(diagnostics), diagnostics, files: written.value ?? NO_CHANGES };
}

/** Compares the editor's schema with the real one, which takes as long as a small build; what was current once is known again. */
function remembering({ cache, package: own }: BuildEnvironment): typeof isSchemaDocument {
  return (text, schema) => {
    const { version } = readPackageJson(own, "package.json");
    const key = digestOf(["editor", String(version), text, JSON.stringify(schema)]);
    if (cache.get(key) !== undefined) return true;
    const isCurrent = isSchemaDocument(text, schema);
    if (isCurrent) cache.put(key, "current");
    return isCurrent;
  };
}

/** The bytes of a file for a guess: whatever is wrong with it is told by the stage that reads it. */
function readQuietly(fs: FileSystem, path: string): Uint8Array {
  try {
    return fs.read(path) ?? new Uint8Array(0);
  } catch {
    return new Uint8Array(0);
  }
}
