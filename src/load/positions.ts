import { isNode, LineCounter, type Node, type Pair } from "yaml";
import type { Location } from "../diagnostics/diagnostic.ts";
import type { Path } from "../values/json.ts";
import { toPointer } from "../values/path.ts";
import type { Places } from "./places.ts";

type Range = readonly [start: number, end: number];

/** Positions as they are kept: where lines begin, and where the keys and values of each pointer stand. */
export type KeptPositions = {
  readonly lines: readonly number[];
  readonly keys: readonly (readonly [pointer: string, range: Range])[];
  readonly values: readonly (readonly [pointer: string, range: Range])[];
};

/** Where the nodes of one YAML file stand in its text. */
export class Positions implements Places {
  readonly file: string;
  readonly #lines: LineCounter;
  readonly #text: string;
  #values = new Map<string, Range>();
  #keys = new Map<string, Range>();

  constructor(file: string, text: string, lines: LineCounter) {
    this.file = file;
    this.#text = text;
    this.#lines = lines;
  }

  /** Those that were kept for the same text. */
  static of(file: string, text: string, { lines, keys, values }: KeptPositions): Positions {
    const counter = new LineCounter();
    counter.lineStarts = [...lines];
    const positions = new Positions(file, text, counter);
    positions.#keys = new Map(keys);
    positions.#values = new Map(values);
    return positions;
  }

  keep(): KeptPositions {
    return { lines: this.#lines.lineStarts, keys: [...this.#keys], values: [...this.#values] };
  }

  record(path: Path, node: Node | null, pair?: Pair): void {
    const pointer = toPointer(path);
    const key = pair !== undefined && isNode(pair.key) ? pair.key.range : undefined;
    if (key != null) this.#keys.set(pointer, [key[0], key[1]]);
    if (node?.range != null && node.range[1] > node.range[0])
      this.#values.set(pointer, [node.range[0], node.range[1]]);
  }

  value(path: Path): Location {
    return this.#find(path, this.#values, this.#keys);
  }

  key(path: Path): Location {
    return this.#find(path, this.#keys, this.#values);
  }

  has(path: Path): boolean {
    const pointer = toPointer(path);
    return this.#values.has(pointer) || this.#keys.has(pointer);
  }

  /** Offsets into the text to a place. Trailing white space and line breaks do not belong to a range. */
  at(start: number, end: number): Location {
    const trimmed = this.#text.slice(start, end).trimEnd();
    const from = this.#lines.linePos(start);
    // A map or a long text is marked on its first line only: the frame shows one line.
    const to = this.#lines.linePos(start + Math.max(1, trimmed.split(/\r?\n/, 1)[0]?.length ?? 1));
    return {
      file: this.file,
      line: Math.max(1, from.line),
      column: Math.max(1, from.col),
      endLine: to.line,
      endColumn: to.col,
    };
  }

  #find(path: Path, first: ReadonlyMap<string, Range>, second: ReadonlyMap<string, Range>): Location {
    for (let length = path.length; length >= 0; length--) {
      const pointer = toPointer(path.slice(0, length));
      // A parent stands for its missing child by its key: pointing at a whole map would say nothing.
      const found =
        length === path.length
          ? (first.get(pointer) ?? second.get(pointer))
          : (this.#keys.get(pointer) ?? this.#values.get(pointer));
      if (found !== undefined) return this.at(found[0], found[1]);
    }
    return { file: this.file, line: 1, column: 1 };
  }
}
