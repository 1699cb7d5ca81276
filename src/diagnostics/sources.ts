/** The texts of the files that diagnostics point into, by the path that locations use. */
export class Sources {
  readonly #texts = new Map<string, string>();

  add(file: string, text: string): void {
    this.#texts.set(file, text);
  }

  /** The whole text of a file. */
  text(file: string): string | undefined {
    return this.#texts.get(file);
  }

  /** One line without its line break; counts from 1; undefined outside of the file. */
  line(file: string, line: number): string | undefined {
    return this.#lines(file)?.[line - 1];
  }

  readonly #split = new Map<string, readonly string[]>();

  #lines(file: string): readonly string[] | undefined {
    const known = this.#split.get(file);
    if (known !== undefined) return known;
    const text = this.#texts.get(file);
    if (text === undefined) return undefined;
    const lines = text.split(/\r\n|\n|\r/);
    this.#split.set(file, lines);
    return lines;
  }
}
