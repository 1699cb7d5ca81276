import type { Json } from "../values/json.ts";
import type { Memo } from "../values/memo.ts";
import { digestOf, keep, kept, type ResultCache } from "../verify/cache.ts";

interface Remembered {
  readonly json: string;
  /** The lab that asked first; undefined once there was a second one, or an earlier run had two. */
  owner: number | undefined;
}

/** How many labs an entry that only one of them asked for waits for another one. */
const PATIENCE = 8;

/**
 * The memory of the builds of many labs. What two labs asked for is likely to be asked for again, and kept; what is one
 * lab's own is forgotten soon, so that two hundred labs need no more memory than ten.
 */
export class LabsMemo implements Memo {
  readonly #cache: ResultCache;
  readonly #key: string;
  readonly #entries: Map<string, Remembered>;
  /** What each of the newest labs asked for first. */
  readonly #own = new Map<number, string[]>();
  #lab = 0;
  #hasNews = false;

  /** @param asked what tells one memory from another: the program, whose functions may differ, and the folder of labs */
  constructor(cache: ResultCache, asked: readonly string[]) {
    this.#cache = cache;
    this.#key = digestOf(["memo of labs", ...asked]);
    const known = kept<Readonly<Record<string, string>>>(cache, this.#key) ?? {};
    this.#entries = new Map(
      Object.entries(known).map(([digest, json]) => [digest, { json, owner: undefined }]),
    );
  }

  /** Another lab begins. */
  next(): void {
    this.#lab += 1;
    const old = this.#lab - PATIENCE;
    for (const digest of this.#own.get(old) ?? [])
      if (this.#entries.get(digest)?.owner !== undefined) this.#entries.delete(digest);
    this.#own.delete(old);
  }

  of<T extends Json>(what: string, text: string, make: () => T | undefined): T | undefined {
    const digest = digestOf([what, text]);
    const known = this.#entries.get(digest);
    if (known !== undefined) {
      if (known.owner !== undefined && known.owner !== this.#lab) {
        known.owner = undefined;
        this.#hasNews = true;
      }
      return JSON.parse(known.json) as T;
    }
    const made = make();
    if (made === undefined) return undefined;
    this.#entries.set(digest, { json: JSON.stringify(made), owner: this.#lab });
    const own = this.#own.get(this.#lab);
    if (own === undefined) this.#own.set(this.#lab, [digest]);
    else own.push(digest);
    return made;
  }

  /** Keeps what two labs asked for. */
  save(): void {
    if (!this.#hasNews) return;
    const shared = [...this.#entries].flatMap(([digest, { json, owner }]) =>
      owner === undefined ? [[digest, json] as const] : [],
    );
    keep(this.#cache, this.#key, Object.fromEntries(shared));
  }
}
