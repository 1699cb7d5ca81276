import fc from "fast-check";
import { parse, stringify } from "yaml";

type Path = readonly (string | number)[];

/** Key paths of all nodes of a tree but its root. */
export function pathsOf(node: unknown, path: Path = []): readonly Path[] {
  const below =
    typeof node === "object" && node !== null
      ? Object.entries(node).flatMap(([key, child]) =>
          pathsOf(child, [...path, Array.isArray(node) ? Number(key) : key]),
        )
      : [];
  return path.length > 0 ? [path, ...below] : below;
}

const get = (node: unknown, [head, ...rest]: Path): unknown =>
  head === undefined || typeof node !== "object" || node === null
    ? node
    : get((node as Record<string | number, unknown>)[head], rest);

/** A copy of a tree with one node exchanged, or taken away where there is no value; the tree as it is where the path leads nowhere. */
function set(node: unknown, [head, ...rest]: Path, value: unknown): unknown {
  if (head === undefined) return value;
  if (typeof node !== "object" || node === null || !Object.hasOwn(node, head)) return node;
  if (Array.isArray(node))
    return node.flatMap((item, index) => {
      const changed = index === head ? set(item, rest, value) : item;
      return changed === undefined ? [] : [changed];
    });
  const { [head]: child, ...others } = node as Record<string | number, unknown>;
  const changed = set(child, rest, value);
  return changed === undefined ? others : { ...others, [head]: changed };
}

const nested = (depth: number): unknown =>
  Array.from({ length: depth }).reduce(
    (inner: unknown, _, index) => (index % 2 === 0 ? [inner] : { a: inner }),
    1,
  );

const DAMAGES = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  "",
  " ",
  "x",
  "192.168.1.300",
  "::",
  "0.0.0.0/0",
  "::/0",
  "9".repeat(400),
  "a".repeat(100_000),
  "\u0000\u0007\u001b[31m\u2028\ud800",
  "__proto__",
  "{{spec}}",
  "${HOME}",
  "a\n---\nb: 1\n",
  [],
  {},
  [[]],
  { constructor: { prototype: 1 } },
  nested(60),
  nested(500),
  Array.from({ length: 2000 }, (_, index) => index),
];

type Edit = (tree: unknown) => unknown;

/** One change of the values: deleted, doubled, of another type, swapped, or put elsewhere. */
const edit = (sound: unknown): fc.Arbitrary<Edit> => {
  const path = fc.constantFrom(...pathsOf(sound));
  return fc.oneof(
    path.map(
      (at): Edit =>
        (tree) =>
          set(tree, at, undefined),
    ),
    fc.tuple(path, fc.constantFrom(...DAMAGES)).map(
      ([at, by]): Edit =>
        (tree) =>
          set(tree, at, by),
    ),
    fc.tuple(path, fc.string({ unit: "binary" })).map(
      ([at, by]): Edit =>
        (tree) =>
          set(tree, at, by),
    ),
    fc.tuple(path, path).map(
      ([a, b]): Edit =>
        (tree) =>
          set(set(tree, a, get(tree, b)), b, get(tree, a)),
    ),
    fc.tuple(path, path).map(
      ([a, b]): Edit =>
        (tree) =>
          set(tree, a, get(tree, b)),
    ),
    path.map(
      (at): Edit =>
        (tree) => {
          const list = get(tree, at.slice(0, -1));
          return Array.isArray(list) ? set(tree, at.slice(0, -1), [...list, get(tree, at)]) : tree;
        },
    ),
  );
};

/** Texts of a sound homelab after one to four changes of its values. */
export const changedValues = (sound: string): fc.Arbitrary<string> => {
  const tree: unknown = parse(sound);
  return fc
    .array(edit(tree), { minLength: 1, maxLength: 4 })
    .map((edits) => stringify(edits.reduce((current, change) => change(current), tree)));
};

const WORDS = [
  "\t",
  "- ",
  ": ",
  "&a ",
  "*a",
  "<<: *a",
  "? ",
  "{",
  "]",
  "---\n",
  "...\n",
  "!!str ",
  "%YAML 1.1\n",
  "|\n",
  '"',
  "#",
  "\r",
  "\u0000",
  "\ufeff",
];

/** Bytes of a sound homelab after one to four changes that know nothing of YAML. */
export const changedBytes = (sound: string): fc.Arbitrary<Uint8Array> => {
  const bytes = Buffer.from(sound);
  const place = fc.nat({ max: bytes.length - 1 });
  const change = fc.oneof(
    fc.tuple(place, fc.nat({ max: 255 })).map(([at, byte]) => (text: Buffer) => {
      const copy = Buffer.from(text);
      copy[Math.min(at, copy.length - 1)] = byte;
      return copy;
    }),
    fc.tuple(place, fc.nat({ max: 200 })).map(
      ([at, length]) =>
        (text: Buffer) =>
          Buffer.concat([text.subarray(0, at), text.subarray(at + length)]),
    ),
    fc.tuple(place, fc.constantFrom(...WORDS)).map(
      ([at, word]) =>
        (text: Buffer) =>
          Buffer.concat([text.subarray(0, at), Buffer.from(word), text.subarray(at)]),
    ),
    fc.tuple(place, place, fc.nat({ max: 300 })).map(
      ([from, to, length]) =>
        (text: Buffer) =>
          Buffer.concat([text.subarray(0, to), text.subarray(from, from + length), text.subarray(to)]),
    ),
  );
  return fc
    .array(change, { minLength: 1, maxLength: 4 })
    .map((changes) => changes.reduce((text, apply) => (text.length === 0 ? text : apply(text)), bytes));
};
