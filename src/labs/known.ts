import { resolve } from "node:path";
import type { Sources } from "../diagnostics/sources.ts";
import { filesIn } from "../recall/recall.ts";
import { answersAlike, type Outside, type Reading } from "../recall/recording.ts";
import { digestOf, keep, kept, type ResultCache } from "../verify/cache.ts";
import { type Contents, inventoryText } from "./contents.ts";
import type { SoundLab } from "./model.ts";

interface Entry {
  /** Digest of what the homelab's language was read from. */
  readonly language: string;
  readonly readings: readonly Reading[];
  readonly lab: Omit<SoundLab, "files">;
  readonly files: readonly (readonly [path: string, digest: `sha256:${string}`])[];
  readonly inventory: string;
  /** The texts that the diagnostics point into. */
  readonly sources: readonly (readonly [file: string, text: string])[];
}

/**
 * The newest proof of each lab, as the digests of its files: their bytes are on the disk, or the lab is compiled again.
 * With the bytes, two hundred labs would fill the cache.
 */
export class KnownLabs {
  readonly #cache: ResultCache;
  readonly #asked: readonly string[];

  /** @param asked what tells one job from another: the program, the options */
  constructor(cache: ResultCache, asked: readonly string[]) {
    this.#cache = cache;
    this.#asked = asked;
  }

  /** @param language digest of what the homelab's language is read from */
  find(
    file: string,
    language: string,
    outside: Outside,
    sources: Sources,
    contents: Contents,
  ): SoundLab | undefined {
    const entry = kept<Entry>(this.#cache, this.#key(file));
    if (entry?.language !== language || !answersAlike(outside, entry.readings)) return undefined;
    for (const [path, text] of entry.sources) sources.add(path, text);
    contents.text(entry.inventory);
    return { ...entry.lab, files: new Map(entry.files) };
  }

  keep(
    language: string,
    { files, ...lab }: SoundLab,
    readings: readonly Reading[],
    sources: Sources,
    contents: Contents,
  ): void {
    const entry: Entry = {
      language,
      readings,
      lab: { ...lab, report: { ...lab.report, stages: [] } },
      files: [...files],
      inventory: inventoryText(files, contents),
      sources: filesIn(lab.report.diagnostics).flatMap((file) => {
        const text = sources.text(file);
        return text === undefined ? [] : [[file, text] as const];
      }),
    };
    keep(this.#cache, this.#key(lab.file), entry);
  }

  #key(file: string): string {
    return digestOf(["lab", ...this.#asked, resolve(file), file]);
  }
}
