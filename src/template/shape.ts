import { isMap, isScalar, isSeq, type Node, type Pair, parseAllDocuments, type Scalar } from "yaml";
import { NESTING_LIMIT } from "./budget.ts";

/**
 * A node of an expanded template before its placeholders are exchanged for values: it depends on nothing but the text.
 * `at` is the offset of its first letter.
 */
export type Shape = Leaf | List | Entries | Alias;

export type Leaf = {
  /** A number that JSON does not have is a text here, and marked. */
  readonly is: "scalar" | "endless";
  readonly at: number;
  readonly value: string | number | boolean | null;
  /** Written without quotes. */
  readonly plain: boolean;
  /** As it was written, where it is no text. */
  readonly source: string;
};
type List = { readonly is: "list"; readonly at: number; readonly items: readonly (Shape | null)[] };
type Entries = {
  readonly is: "map";
  readonly at: number;
  readonly entries: readonly (readonly [key: Shape | null, value: Shape | null])[];
};
/** An alias, or what stands deeper than templates may nest. */
type Alias = { readonly is: "alias" | "too-deep"; readonly at: number };

/** What is wrong with the YAML of an expanded template. */
export interface ShapeFault {
  readonly message: string;
  readonly at: number;
}

/** The documents of a text that are not empty, or the faults of all of them. */
export type Shapes = { readonly shapes: readonly Shape[] } | { readonly faults: readonly ShapeFault[] };

/** Parses the text that a template expands to. */
export function shapesOf(text: string): Shapes {
  const documents = parseAllDocuments(text, { prettyErrors: false, merge: false, logLevel: "silent" });
  const parsed = Array.isArray(documents) ? documents : [];
  const faults = parsed.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  if (faults.length > 0) return { faults: faults.map(({ message, pos }) => ({ message, at: pos[0] })) };
  return { shapes: parsed.flatMap(({ contents }) => (contents === null ? [] : [shapeOf(contents, 0)])) };
}

function shapeOf(node: Node, depth: number): Shape {
  const at = node.range?.[0] ?? 0;
  if (depth > NESTING_LIMIT) return { is: "too-deep", at };
  const below = (child: unknown, depth: number) => (child == null ? null : shapeOf(child as Node, depth));
  if (isSeq(node)) return { is: "list", at, items: node.items.map((item) => below(item, depth + 1)) };
  if (isMap(node)) {
    const pairs = node.items as readonly Pair[];
    const entries = pairs.map(({ key, value }) => [below(key, depth), below(value, depth + 1)] as const);
    return { is: "map", at, entries };
  }
  return isScalar(node) ? leafOf(node, at) : { is: "alias", at };
}

function leafOf({ value, type, source }: Scalar, at: number): Leaf {
  const plain = type === "PLAIN";
  if (typeof value === "string") return { is: "scalar", at, value, plain, source: "" };
  const written = source ?? String(value);
  if (typeof value === "number")
    return Number.isFinite(value)
      ? // JSON has no negative zero.
        { is: "scalar", at, value: value + 0, plain, source: written }
      : { is: "endless", at, value: written, plain, source: written };
  return { is: "scalar", at, value: value as boolean | null, plain, source: written };
}
