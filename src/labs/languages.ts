import { resolve } from "node:path";
import type { BuildEnvironment } from "../build.ts";
import { folderOf, type Language, loadLanguage } from "../compile.ts";
import type { Result } from "../diagnostics/diagnostic.ts";
import { answersAlike, type Reading, recording } from "../recall/recording.ts";
import { digestOf, keep, kept } from "../verify/cache.ts";

/**
 * What the homelabs of each folder may say. Those of one folder share it: it is read once, and where every lab is known
 * from an earlier run, only looked at.
 */
export class Languages {
  readonly #environment: BuildEnvironment;
  readonly #loaded = new Map<string, Result<Language> & { readonly value: Language }>();
  readonly #digests = new Map<string, string>();

  constructor(environment: BuildEnvironment) {
    this.#environment = environment;
  }

  /** Of all that the language of a homelab's folder is read from. */
  digest(file: string): string {
    const folder = folderOf(file);
    const known = this.#digests.get(folder);
    if (known !== undefined) return known;
    const { cache, fs, package: own, store } = this.#environment;
    const before = kept<readonly Reading[]>(cache, this.#key(folder));
    const digest =
      before !== undefined && answersAlike({ fs, own: own.fs, store }, before)
        ? digestOf([JSON.stringify(before)])
        : this.#load(folder, file);
    this.#digests.set(folder, digest);
    return digest;
  }

  get(file: string): Result<Language> & { readonly value: Language } {
    const folder = folderOf(file);
    if (!this.#loaded.has(folder)) this.#load(folder, file);
    const loaded = this.#loaded.get(folder);
    if (loaded === undefined) throw new Error(`no language was read for ${folder}`);
    return loaded;
  }

  #load(folder: string, file: string): string {
    const { cache, fs, package: own, store } = this.#environment;
    const recorded = recording({ fs, own: own.fs, store });
    const environment = { ...this.#environment, fs: recorded.fs, package: { ...own, fs: recorded.own } };
    this.#loaded.set(folder, loadLanguage(file, environment));
    keep(cache, this.#key(folder), recorded.readings);
    return digestOf([JSON.stringify(recorded.readings)]);
  }

  readonly #key = (folder: string): string =>
    digestOf(["language", this.#environment.program ?? "", resolve(folder), folder]);
}
