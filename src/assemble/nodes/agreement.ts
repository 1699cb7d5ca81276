import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Json } from "../../values/json.ts";
import { sortedEntries } from "../../values/sorted.ts";
import { type Ask, contradiction } from "./messages.ts";

/** Settings that several components ask for and that have one value each. */
export class Agreement {
  readonly #asked = new Map<string, Ask>();
  readonly #diagnostics: Diagnostic[];
  readonly #name: (key: string) => string;

  constructor(diagnostics: Diagnostic[], name: (key: string) => string) {
    this.#diagnostics = diagnostics;
    this.#name = name;
  }

  ask(key: string, ask: Ask): void {
    const first = this.#asked.get(key);
    if (first === undefined) this.#asked.set(key, ask);
    else if (JSON.stringify(first.value) !== JSON.stringify(ask.value))
      this.#diagnostics.push(contradiction(this.#name(key), first, ask));
  }

  /** The settings, sorted by key. */
  values(): readonly (readonly [string, Json])[] {
    return sortedEntries(this.#asked).map(([key, { value }]) => [key, value] as const);
  }
}
