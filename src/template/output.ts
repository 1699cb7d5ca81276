import type { Location } from "../diagnostics/diagnostic.ts";
import type { AST } from "./ast.ts";

interface Segment {
  readonly start: number;
  readonly template: number;
  /** Literal text maps letter by letter; a placeholder maps to its expression as a whole. */
  readonly literal: boolean;
}

/** The text that a template expands to, with the way back from each of its letters to the template. */
export class Output {
  readonly #file: string;
  readonly #template: string;
  readonly #lineStarts: readonly number[];
  readonly #segments: Segment[] = [];
  #chunks: string[] = [];
  #length = 0;

  constructor(file: string, template: string) {
    this.#file = file;
    this.#template = template;
    const starts = [0];
    for (const match of template.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
    this.#lineStarts = starts;
  }

  get text(): string {
    return this.#chunks.join("");
  }

  content(statement: AST.Content): void {
    // White space control shortens a statement's value; what is left is still one piece of the original.
    const skipped = Math.max(0, statement.original.indexOf(statement.value));
    this.#push(statement.value, this.#offset(statement.loc.start) + skipped, true);
  }

  token(word: string, node: AST.Node): void {
    this.#push(word, this.#offset(node.loc.start), false);
  }

  /** The place of a node of the template. */
  location(node: AST.Node): Location {
    const { start, end } = node.loc;
    const place = { file: this.#file, line: start.line, column: start.column + 1 };
    return end.line === start.line ? { ...place, endLine: end.line, endColumn: end.column + 1 } : place;
  }

  /** The place in the template that wrote the letter at an offset of the expanded text. */
  origin(offset: number): Location {
    const segment =
      this.#segments[lastUpTo(this.#segments.length, offset, (at) => this.#segments[at]?.start)];
    return segment === undefined
      ? this.#place(0)
      : this.#place(segment.template + (segment.literal ? Math.max(0, offset - segment.start) : 0));
  }

  #push(text: string, template: number, literal: boolean): void {
    if (text === "") return;
    this.#segments.push({ start: this.#length, template, literal });
    this.#chunks.push(text);
    this.#length += text.length;
  }

  #offset(position: AST.Position): number {
    return (this.#lineStarts[position.line - 1] ?? 0) + position.column;
  }

  #place(offset: number): Location {
    const bounded = Math.min(offset, Math.max(0, this.#template.length - 1));
    const line = lastUpTo(this.#lineStarts.length, bounded, (at) => this.#lineStarts[at]);
    return { file: this.#file, line: line + 1, column: bounded - (this.#lineStarts[line] ?? 0) + 1 };
  }
}

/** The index of the last of `count` ascending numbers that is not above a bound; 0 where there is none. */
function lastUpTo(count: number, bound: number, numberAt: (index: number) => number | undefined): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numberAt(middle) ?? 0) <= bound) low = middle;
    else high = middle - 1;
  }
  return low;
}
