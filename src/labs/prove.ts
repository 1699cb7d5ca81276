import { type BuildEnvironment, prove } from "../build.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { recording } from "../recall/recording.ts";
import { EMPTY_REPORT } from "../report/report.ts";
import { Stopwatch } from "../report/stopwatch.ts";
import type { Contents } from "./contents.ts";
import { factsOfLab } from "./facts.ts";
import { KnownLabs } from "./known.ts";
import { Languages } from "./languages.ts";
import { LabsMemo } from "./memo.ts";
import type { ProvenLab, SoundLab } from "./model.ts";

export interface LabsInput {
  /** The folder of labs, for messages and as a name of their memory. */
  readonly folder: string;
  /** Their homelab files, sorted. */
  readonly files: readonly string[];
  /** Folder of chart archives. */
  readonly charts?: string;
  readonly strict: boolean;
}

/**
 * Compiles and proves labs one after the other in one process. What they have in common is done once: the language is read
 * and composed, templates are parsed, charts are rendered with equal values, the engine is started. Of a lab that is
 * done, the report and the bytes of its files stay.
 */
export class LabProver {
  readonly #input: LabsInput;
  readonly #environment: BuildEnvironment;
  readonly #contents: Contents;
  readonly #languages: Languages;
  readonly #memo: LabsMemo;
  readonly #known: KnownLabs | undefined;

  constructor(input: LabsInput, environment: BuildEnvironment, contents: Contents) {
    this.#input = input;
    this.#environment = environment;
    this.#contents = contents;
    this.#languages = new Languages(environment);
    const { cache, program, engine, overlays } = environment;
    this.#memo = new LabsMemo(cache, [program ?? "", engine.digest, input.folder]);
    const options = [input.charts ?? "", String(input.strict), JSON.stringify(overlays ?? null)];
    this.#known =
      program === undefined ? undefined : new KnownLabs(cache, [program, engine.digest, ...options]);
  }

  /** All labs, in their order. Files of labs that did not change since the last run may be known by their digests alone. */
  async all(): Promise<readonly ProvenLab[]> {
    const labs: ProvenLab[] = [];
    for (const [index, file] of this.#input.files.entries()) {
      this.#environment.progress(`${file} (${index + 1} of ${this.#input.files.length})`);
      labs.push(this.#find(file) ?? (await this.one(file)));
    }
    this.#memo.save();
    return labs;
  }

  #find(file: string): SoundLab | undefined {
    const { fs, package: own, store, sources } = this.#environment;
    if (this.#known === undefined) return undefined;
    const outside = { fs, own: own.fs, store };
    return this.#known.find(file, this.#languages.digest(file), outside, sources, this.#contents);
  }

  /** One lab with the bytes of its files, whatever is known of it. */
  async one(file: string): Promise<ProvenLab> {
    const { fs, package: own, store, sources, clock } = this.#environment;
    const { value: language, diagnostics: reading } = this.#languages.get(file);
    if (hasErrors(reading)) return { file, report: { ...EMPTY_REPORT, diagnostics: reading } };
    this.#memo.next();
    const recorded = recording({ fs, own: own.fs, store });
    const watch = new Stopwatch(clock);
    const { strict, charts } = this.#input;
    const {
      report,
      files: proven,
      compiled,
    } = await prove(
      { file, strict, ...(charts === undefined ? {} : { charts }) },
      {
        ...this.#environment,
        fs: recorded.fs,
        package: { ...own, fs: recorded.own },
        store: recorded.store,
        language,
        memo: this.#memo,
      },
      watch,
    );
    const diagnostics: readonly Diagnostic[] = [...reading, ...report.diagnostics];
    const done = { ...report, diagnostics, stages: watch.times() };
    if (compiled === undefined || proven === undefined) return { file, report: done };
    const { plan } = compiled;
    const files = new Map([...proven].map(([path, bytes]) => [path, this.#contents.add(bytes)] as const));
    const lab: SoundLab = { file, report: done, facts: factsOfLab(plan, file), files };
    if (!hasErrors(diagnostics))
      this.#known?.keep(this.#languages.digest(file), lab, recorded.readings, sources, this.#contents);
    return lab;
  }
}
