import type { Location } from "../diagnostics/diagnostic.ts";
import type { Tracked } from "../values/tracked.ts";

/** What one expression of a template emitted: the value, and where the expression stands. */
export interface Emitted {
  readonly value: Tracked;
  readonly template: Location;
}

/**
 * Placeholders. Expressions write a word of letters and digits into the text instead of their value; the text is
 * parsed as YAML with these words in it, and only then are they exchanged for the values. A value is therefore
 * never parsed, and cannot change the structure, whatever it holds.
 */
export class Tokens {
  readonly #prefix: string;
  readonly #pattern: RegExp;
  readonly #emitted: Emitted[] = [];

  /** `text` is the template: the prefix is chosen so that no word of it can be taken for a placeholder. */
  constructor(text: string) {
    const taken = new Set([...text.matchAll(/k8sgen(\d+)T/g)].map((match) => match[1]));
    let salt = 0;
    while (taken.has(String(salt))) salt++;
    this.#prefix = `k8sgen${salt}T`;
    this.#pattern = new RegExp(`${this.#prefix}(\\d+)E`, "g");
  }

  emit(emitted: Emitted): string {
    return `${this.#prefix}${this.#emitted.push(emitted) - 1}E`;
  }

  /** The one value that a word stands for; undefined where the text is anything else than one placeholder. */
  whole(text: string): Emitted | undefined {
    const parts = this.split(text);
    return parts.length === 1 && typeof parts[0] !== "string" ? parts[0] : undefined;
  }

  /** A text as its literal pieces and the values between them. */
  split(text: string): readonly (string | Emitted)[] {
    const parts: (string | Emitted)[] = [];
    let end = 0;
    for (const match of text.matchAll(this.#pattern)) {
      const emitted = this.#emitted[Number(match[1])];
      if (emitted === undefined) continue;
      if (match.index > end) parts.push(text.slice(end, match.index));
      parts.push(emitted);
      end = match.index + match[0].length;
    }
    if (end < text.length) parts.push(text.slice(end));
    return parts;
  }
}
