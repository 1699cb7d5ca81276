import type { Json } from "../values/json.ts";
import type { Memo } from "../values/memo.ts";
import { digestOf, keep, kept, type ResultCache } from "../verify/cache.ts";

/** Results as JSON by the digest of what they were made from. */
type Entries = Readonly<Record<string, string>>;

/**
 * The memory of one homelab's builds: the results that the newest one asked for. They are kept in one entry of the
 * cache, because reading a hundred of them takes as long as making them again.
 */
export class KeptMemo implements Memo {
  readonly #cache: ResultCache;
  readonly #key: string;
  readonly #known: Entries;
  readonly #used = new Map<string, string>();

  /** @param asked what tells one memory from another: the program, whose functions may differ, and the homelab */
  constructor(cache: ResultCache, asked: readonly string[]) {
    this.#cache = cache;
    this.#key = digestOf(["memo", ...asked]);
    this.#known = kept<Entries>(cache, this.#key) ?? {};
  }

  of<T extends Json>(what: string, text: string, make: () => T | undefined): T | undefined {
    const digest = digestOf([what, text]);
    const known = this.#used.get(digest) ?? this.#known[digest];
    if (known !== undefined) {
      this.#used.set(digest, known);
      return JSON.parse(known) as T;
    }
    const made = make();
    if (made !== undefined) this.#used.set(digest, JSON.stringify(made));
    return made;
  }

  /** Keeps what was asked for, and forgets the rest. */
  save(): void {
    const isKnown = [...this.#used.keys()].every((digest) => Object.hasOwn(this.#known, digest));
    if (!isKnown || this.#used.size !== Object.keys(this.#known).length)
      keep(this.#cache, this.#key, Object.fromEntries(this.#used));
  }
}
