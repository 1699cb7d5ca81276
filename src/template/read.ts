import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
} from "yaml";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";
import { isObject, type Json, type Path } from "../values/json.ts";
import { toPointer } from "../values/path.ts";
import type { Origin, Tracked } from "../values/tracked.ts";
import { NESTING_LIMIT, nestsTooDeep } from "./budget.ts";
import { budgetExceeded, expandedYaml, valueMisplaced } from "./messages.ts";
import type { Output } from "./output.ts";
import type { Emitted, Tokens } from "./tokens.ts";

/** The documents of an expanded template: parsed with placeholders, then with the values in their place. */
export function readDocuments(output: Output, tokens: Tokens, diagnostics: Diagnostic[]): readonly Tracked[] {
  const documents = parseAllDocuments(output.text, { prettyErrors: false, merge: false, logLevel: "silent" });
  const parsed = Array.isArray(documents) ? documents : [];
  const faults = parsed.flatMap((document) => [...document.errors, ...document.warnings]);
  for (const fault of faults) diagnostics.push(expandedYaml(fault.message, output.origin(fault.pos[0])));
  if (faults.length > 0) return [];
  return parsed
    .filter((document) => document.contents !== null)
    .map((document) => new DocumentReader(document, output, tokens, diagnostics).tracked());
}

type Source = { readonly template: Location; readonly value?: Tracked };

class DocumentReader {
  readonly #document: Document.Parsed;
  readonly #output: Output;
  readonly #tokens: Tokens;
  readonly #diagnostics: Diagnostic[];
  readonly #sources = new Map<string, Source>();

  constructor(document: Document.Parsed, output: Output, tokens: Tokens, diagnostics: Diagnostic[]) {
    this.#document = document;
    this.#output = output;
    this.#tokens = tokens;
    this.#diagnostics = diagnostics;
  }

  tracked(): Tracked {
    const value = this.#read(this.#document.contents, []);
    const sources = this.#sources;
    return { value, originOf: (path) => originOf(sources, path) };
  }

  #read(node: Node | null, path: Path): Json {
    const template = this.#output.origin(node?.range?.[0] ?? 0);
    this.#sources.set(toPointer(path), { template });
    if (path.length > NESTING_LIMIT) {
      this.#diagnostics.push(budgetExceeded(nestsTooDeep().message, template));
      return null;
    }
    if (isAlias(node)) {
      this.#misplaced(
        "Anchors and aliases are not for templates; use `{{#with}}` or repeat the lines.",
        node,
      );
      return null;
    }
    if (isSeq(node))
      return node.items.map((item, index) => this.#read(item as Node | null, [...path, index]));
    if (isMap(node)) return this.#map(node, path);
    return isScalar(node) ? this.#scalar(node, path) : null;
  }

  #map(map: YAMLMap, path: Path): Json {
    const entries: Record<string, Json> = {};
    const merged: (Node | null)[] = [];
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      const key = this.#key(pair.key);
      if (key === undefined) continue;
      if (key === "<<" && isScalar(pair.key) && pair.key.type === "PLAIN") merged.push(pair.value);
      else if (key === "__proto__" || Object.hasOwn(entries, key))
        this.#misplaced(
          key === "__proto__"
            ? "`__proto__` cannot be a key."
            : `The key \`${key}\` stands twice in one map.`,
          pair.key,
        );
      else entries[key] = this.#read(pair.value, [...path, key]);
    }
    for (const node of merged) this.#merge(node, path, entries);
    return entries;
  }

  /** `<<: {{map}}` puts the entries of a map here; keys that are written out beside it win. */
  #merge(node: Node | null, path: Path, entries: Record<string, Json>): void {
    const emitted =
      isScalar(node) && typeof node.value === "string" ? this.#tokens.whole(node.value) : undefined;
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

  #key(node: Node): string | undefined {
    const value = isScalar(node) ? node.value : undefined;
    if (value === undefined || (typeof value === "object" && value !== null)) {
      this.#misplaced("A list or map cannot be a key.", node);
      return undefined;
    }
    return typeof value === "string"
      ? this.#text(value, node)
      : String(isScalar(node) ? (node.source ?? value) : value);
  }

  #scalar(node: Scalar, path: Path): Json {
    if (typeof node.value === "number" && !Number.isFinite(node.value))
      this.#misplaced("`.inf`, `.nan` and numbers without end are not values here.", node);
    if (typeof node.value !== "string") return node.value as Json;
    const whole = this.#tokens.whole(node.value);
    if (whole === undefined) {
      const first = this.#tokens.split(node.value).find((part): part is Emitted => typeof part !== "string");
      if (first !== undefined)
        this.#sources.set(toPointer(path), { template: first.template, value: first.value });
      return this.#text(node.value, node);
    }
    this.#sources.set(toPointer(path), whole);
    // Quotes in the template ask for a string; without them the value keeps its type.
    return node.type === "PLAIN" ? whole.value.value : this.#text(node.value, node);
  }

  #text(text: string, node: Node): string {
    return this.#tokens
      .split(text)
      .map((part) => (typeof part === "string" ? part : this.#piece(part, node)))
      .join("");
  }

  #piece(emitted: Emitted, node: Node): string {
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

  #misplaced(reason: string, node: Node | null, emitted?: Emitted): void {
    const template = emitted?.template ?? this.#output.origin(node?.range?.[0] ?? 0);
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
