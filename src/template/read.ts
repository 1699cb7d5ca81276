import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";
import { isObject, type Json, type Path } from "../values/json.ts";
import type { Memo } from "../values/memo.ts";
import { toPointer } from "../values/path.ts";
import type { Origin, Tracked } from "../values/tracked.ts";
import { nestsTooDeep } from "./budget.ts";
import { budgetExceeded, expandedYaml, valueMisplaced } from "./messages.ts";
import type { Output } from "./output.ts";
import { type Leaf, type Shape, type ShapeFault, shapesOf } from "./shape.ts";
import type { Emitted, Tokens } from "./tokens.ts";

/** The documents of an expanded template: parsed with placeholders, then with the values in their place. */
export function readDocuments(
  output: Output,
  tokens: Tokens,
  diagnostics: Diagnostic[],
  memo: Memo,
): readonly Tracked[] {
  const { text } = output;
  let faults: readonly ShapeFault[] = [];
  const shapes = memo.of("template", text, () => {
    const parsed = shapesOf(text);
    if ("shapes" in parsed) return parsed.shapes;
    faults = parsed.faults;
    return undefined;
  });
  for (const { message, at } of faults) diagnostics.push(expandedYaml(message, output.origin(at)));
  return (shapes ?? []).map((shape) => new DocumentReader(shape, output, tokens, diagnostics).tracked());
}

type Source = { readonly template: Location; readonly value?: Tracked };

class DocumentReader {
  readonly #shape: Shape;
  readonly #output: Output;
  readonly #tokens: Tokens;
  readonly #diagnostics: Diagnostic[];
  readonly #sources = new Map<string, Source>();

  constructor(shape: Shape, output: Output, tokens: Tokens, diagnostics: Diagnostic[]) {
    this.#shape = shape;
    this.#output = output;
    this.#tokens = tokens;
    this.#diagnostics = diagnostics;
  }

  tracked(): Tracked {
    const value = this.#read(this.#shape, []);
    const sources = this.#sources;
    return { value, originOf: (path) => originOf(sources, path) };
  }

  #read(node: Shape | null, path: Path): Json {
    const template = this.#output.origin(node?.at ?? 0);
    this.#sources.set(toPointer(path), { template });
    switch (node?.is) {
      case "too-deep":
        this.#diagnostics.push(budgetExceeded(nestsTooDeep().message, template));
        return null;
      case "alias":
        this.#misplaced(
          "Anchors and aliases are not for templates; use `{{#with}}` or repeat the lines.",
          node,
        );
        return null;
      case "list":
        return node.items.map((item, index) => this.#read(item, [...path, index]));
      case "map":
        return this.#map(node, path);
      case "scalar":
      case "endless":
        return this.#scalar(node, path);
      default:
        return null;
    }
  }

  #map(map: Shape & { is: "map" }, path: Path): Json {
    const entries: Record<string, Json> = {};
    const merged: (Shape | null)[] = [];
    for (const [keyNode, value] of map.entries) {
      const key = this.#key(keyNode);
      if (key === undefined) continue;
      if (key === "<<" && keyNode?.is === "scalar" && keyNode.plain) merged.push(value);
      else if (key === "__proto__" || Object.hasOwn(entries, key))
        this.#misplaced(
          key === "__proto__"
            ? "`__proto__` cannot be a key."
            : `The key \`${key}\` stands twice in one map.`,
          keyNode,
        );
      else entries[key] = this.#read(value, [...path, key]);
    }
    for (const node of merged) this.#merge(node, path, entries);
    return entries;
  }

  /** `<<: {{map}}` puts the entries of a map here; keys that are written out beside it win. */
  #merge(node: Shape | null, path: Path, entries: Record<string, Json>): void {
    const emitted =
      node?.is === "scalar" && typeof node.value === "string" ? this.#tokens.whole(node.value) : undefined;
    const value = emitted?.value.value;
    if (emitted === undefined || (value !== null && !isObject(value))) {
      this.#misplaced("`<<` takes one expression that is a map.", node);
      return;
    }
    for (const [key, item] of Object.entries(value ?? {})) {
      if (Object.hasOwn(entries, key)) continue;
      entries[key] = item;
      const part: Tracked = { value: item, originOf: (below) => emitted.value.originOf([key, ...below]) };
      this.#sources.set(toPointer([...path, key]), { template: emitted.template, value: part });
    }
  }

  #key(node: Shape | null): string | undefined {
    if (node?.is !== "scalar" && node?.is !== "endless") {
      this.#misplaced("A list or map cannot be a key.", node);
      return undefined;
    }
    return typeof node.value === "string" ? this.#text(node.value, node) : node.source;
  }

  #scalar(node: Leaf, path: Path): Json {
    if (node.is === "endless") {
      this.#misplaced("`.inf`, `.nan` and numbers without end are not values here.", node);
      return null;
    }
    if (typeof node.value !== "string") return node.value;
    const whole = this.#tokens.whole(node.value);
    if (whole === undefined) {
      const first = this.#tokens.split(node.value).find((part): part is Emitted => typeof part !== "string");
      if (first !== undefined)
        this.#sources.set(toPointer(path), { template: first.template, value: first.value });
      return this.#text(node.value, node);
    }
    this.#sources.set(toPointer(path), whole);
    // Quotes in the template ask for a string; without them the value keeps its type.
    return node.plain ? whole.value.value : this.#text(node.value, node);
  }

  #text(text: string, node: Shape): string {
    return this.#tokens
      .split(text)
      .map((part) => (typeof part === "string" ? part : this.#piece(part, node)))
      .join("");
  }

  #piece(emitted: Emitted, node: Shape): string {
    const value = emitted.value.value;
    if (value !== null && typeof value !== "object") return String(value);
    this.#misplaced(
      value === null
        ? "Nothing (null) cannot be part of a text."
        : "A list or map cannot be part of a text or a key.",
      node,
      emitted,
    );
    return "";
  }

  #misplaced(reason: string, node: Shape | null, emitted?: Emitted): void {
    const template = emitted?.template ?? this.#output.origin(node?.at ?? 0);
    this.#diagnostics.push(valueMisplaced(reason, { ...emitted?.value.originOf([]), template }));
  }
}

function originOf(sources: ReadonlyMap<string, Source>, path: Path): Origin {
  for (let length = path.length; length >= 0; length--) {
    const source = sources.get(toPointer(path.slice(0, length)));
    if (source === undefined) continue;
    const inner = source.value?.originOf(path.slice(length)) ?? {};
    // The innermost template line is where a literal was written: a contribution's, not its consumer's.
    return { ...inner, template: inner.template ?? source.template };
  }
  return {};
}
