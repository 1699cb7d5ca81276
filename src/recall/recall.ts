import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../diagnostics/sources.ts";
import type { BuildReport } from "../report/report.ts";
import { digestOf, keep, kept, type ResultCache } from "../verify/cache.ts";
import { answersAlike, type Outside, type Reading } from "./recording.ts";

/** What a build made and found before it wrote. */
export interface Proven {
  readonly report: BuildReport;
  /** The files of the output by path, sorted. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

interface Entry {
  readonly readings: readonly Reading[];
  readonly report: BuildReport;
  readonly files: readonly (readonly [path: string, base64: string])[];
  /** The texts that the diagnostics point into. */
  readonly sources: readonly (readonly [file: string, text: string])[];
}

/**
 * The newest build of a homelab that found no error, with all that it read. While every file still holds what it held,
 * its result is the result: the output is a function of what is read, and of nothing else.
 */
export class Recall {
  readonly #cache: ResultCache;
  readonly #key: string;
  readonly #entry: Entry | undefined;

  /** @param asked what tells one job from another: the program that does it, the homelab, the options */
  constructor(cache: ResultCache, asked: readonly string[]) {
    this.#cache = cache;
    this.#key = digestOf(["build", ...asked]);
    this.#entry = kept<Entry>(cache, this.#key);
  }

  /** Whether there was a build of this homelab, whatever it read. */
  get isKnown(): boolean {
    return this.#entry !== undefined;
  }

  /** @param sources takes the texts that the diagnostics point into */
  find(outside: Outside, sources: Sources): Proven | undefined {
    const entry = this.#entry;
    if (entry === undefined || !answersAlike(outside, entry.readings)) return undefined;
    for (const [file, text] of entry.sources) sources.add(file, text);
    const files = entry.files.map(([path, base64]) => [path, Buffer.from(base64, "base64")] as const);
    return { report: entry.report, files: new Map(files) };
  }

  keep(readings: readonly Reading[], { report, files }: Proven, sources: Sources): void {
    const entry: Entry = {
      readings,
      report,
      files: [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString("base64")]),
      sources: filesIn(report.diagnostics).flatMap((file) => {
        const text = sources.text(file);
        return text === undefined ? [] : [[file, text] as const];
      }),
    };
    keep(this.#cache, this.#key, entry);
  }
}

/** The files that diagnostics point into. */
export function filesIn(diagnostics: readonly Diagnostic[]): readonly string[] {
  const places = diagnostics.flatMap(({ location, related = [] }) => [
    ...(location === undefined ? [] : [location]),
    ...related.map((other) => other.location),
  ]);
  return [...new Set(places.map(({ file }) => file))].sort();
}
