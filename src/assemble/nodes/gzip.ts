import { crc32 } from "node:zlib";

/**
 * gzip (RFC 1952) whose bytes depend on the input alone. Node's own deflate gives other bytes from version to version and
 * from processor to processor, and the output of a build is compared byte by byte; so the data is compressed here, with
 * matches found by hash chains and the fixed Huffman codes (RFC 1951, 3.2.6).
 */
export function gzip(data: Uint8Array): Uint8Array {
  const bits = new BitWriter();
  // No name, no time, and "unknown" as the operating system.
  bits.bytes([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  deflate(data, bits);
  bits.align();
  bits.bytes(littleEndian(crc32(data)));
  bits.bytes(littleEndian(data.length));
  return bits.finish();
}

const WINDOW = 32768;
const SHORTEST = 3;
const LONGEST = 258;
/** How many earlier places are tried for a match. */
const TRIES = 128;
const END_OF_BLOCK = 256;

function deflate(data: Uint8Array, bits: BitWriter): void {
  const newest = new Int32Array(1 << 15).fill(-1);
  const before = new Int32Array(WINDOW).fill(-1);
  const remember = (at: number): void => {
    if (at + SHORTEST > data.length) return;
    const slot = hash(data, at);
    before[at % WINDOW] = newest[slot] ?? -1;
    newest[slot] = at;
  };
  // One final block with fixed codes.
  bits.number(1, 1);
  bits.number(1, 2);
  for (let at = 0; at < data.length; ) {
    const { length, distance } = longestMatch(data, at, newest, before);
    if (length === 0) symbol(bits, data[at] ?? 0);
    else match(bits, length, distance);
    for (const end = at + Math.max(length, 1); at < end; at += 1) remember(at);
  }
  symbol(bits, END_OF_BLOCK);
}

const hash = (data: Uint8Array, at: number): number =>
  (((data[at] ?? 0) << 10) ^ ((data[at + 1] ?? 0) << 5) ^ (data[at + 2] ?? 0)) & 0x7fff;

function longestMatch(
  data: Uint8Array,
  at: number,
  newest: Int32Array,
  before: Int32Array,
): { length: number; distance: number } {
  let best = { length: 0, distance: 0 };
  const limit = Math.min(LONGEST, data.length - at);
  if (limit < SHORTEST) return best;
  let candidate = newest[hash(data, at)] ?? -1;
  for (let tries = 0; tries < TRIES && candidate >= 0 && at - candidate <= WINDOW - 1; tries += 1) {
    let length = 0;
    while (length < limit && data[candidate + length] === data[at + length]) length += 1;
    if (length >= SHORTEST && length > best.length) best = { length, distance: at - candidate };
    const next = before[candidate % WINDOW] ?? -1;
    candidate = next < candidate ? next : -1;
  }
  return best;
}

/** First length and number of extra bits of the codes 257 to 285 (RFC 1951, 3.2.5). */
const LENGTHS = codes(
  SHORTEST,
  [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5],
);
/** The same of the distance codes 0 to 29. */
const DISTANCES = codes(
  1,
  [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13],
);

interface Range {
  readonly first: number;
  readonly extra: number;
}

function codes(start: number, extras: readonly number[]): readonly Range[] {
  let first = start;
  return extras.map((extra) => {
    const range = { first, extra };
    first += 2 ** extra;
    return range;
  });
}

function match(bits: BitWriter, length: number, distance: number): void {
  if (length === LONGEST) symbol(bits, 285);
  else {
    const code = LENGTHS.findLastIndex(({ first }) => first <= length);
    const { first, extra } = LENGTHS[code] as Range;
    symbol(bits, 257 + code);
    bits.number(length - first, extra);
  }
  const code = DISTANCES.findLastIndex(({ first }) => first <= distance);
  const { first, extra } = DISTANCES[code] as Range;
  bits.huffman(code, 5);
  bits.number(distance - first, extra);
}

/** A literal or length symbol in the fixed code. */
function symbol(bits: BitWriter, value: number): void {
  if (value < 144) bits.huffman(0x30 + value, 8);
  else if (value < 256) bits.huffman(0x190 + value - 144, 9);
  else if (value < 280) bits.huffman(value - 256, 7);
  else bits.huffman(0xc0 + value - 280, 8);
}

const littleEndian = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255);

/** Bits from the lowest of each byte upwards. */
class BitWriter {
  readonly #bytes: number[] = [];
  #pending = 0;
  #count = 0;

  number(value: number, count: number): void {
    this.#pending |= value << this.#count;
    this.#count += count;
    while (this.#count >= 8) {
      this.#bytes.push(this.#pending & 255);
      this.#pending >>>= 8;
      this.#count -= 8;
    }
  }

  /** Huffman codes go from the highest bit down. */
  huffman(code: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit -= 1) this.number((code >>> bit) & 1, 1);
  }

  align(): void {
    if (this.#count > 0) this.number(0, 8 - this.#count);
  }

  bytes(values: readonly number[]): void {
    this.#bytes.push(...values);
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
