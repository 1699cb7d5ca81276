import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type YAMLMap,
} from "yaml";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { isObject, type Json, type Path } from "../values/json.ts";
import type { Memo } from "../values/memo.ts";
import {
  aliasesTooLarge,
  aliasOfItself,
  aliasOfNothing,
  keyRefused,
  nestedTooDeeply,
  severalDocuments,
  tagRefused,
  yamlSyntax,
} from "./messages.ts";
import { Positions } from "./positions.ts";
import { inOurWords, syntaxHint } from "./yaml-words.ts";

/** A parsed YAML file: its value, and where each node stands. */
export interface YamlFile {
  readonly value: Json;
  readonly positions: Positions;
  /** Nodes that could not be read, which are null in `value`; their faults are told already. */
  readonly unread: readonly Path[];
}

/** More nodes than any real file has; a handful of nested aliases ("billion laughs") reaches it at once. */
const NODE_LIMIT = 100_000;
/** Deeper than any real file. */
const DEPTH_LIMIT = 100;

/** Parses one YAML 1.2 document (core schema, merge keys allowed) into JSON values with their positions. */
export function parseYaml(file: string, text: string): Result<YamlFile> {
  const { value, diagnostics } = readYaml(file, text);
  return value === undefined || diagnostics.length > 0 ? { diagnostics } : { value, diagnostics };
}

/** As `parseYaml`, for a text that was probably read before. */
export function rememberedYaml(file: string, text: string, memo: Memo): Result<YamlFile> {
  let diagnostics: readonly Diagnostic[] = [];
  const kept = memo.of("yaml", text, () => {
    const parsed = parseYaml(file, text);
    diagnostics = parsed.diagnostics;
    // Without a fault there is no node that could not be read.
    return parsed.value && { value: parsed.value.value, positions: parsed.value.positions.keep() };
  });
  return kept === undefined
    ? { diagnostics }
    : { value: { ...kept, positions: Positions.of(file, text, kept.positions), unread: [] }, diagnostics };
}

/**
 * As `parseYaml`, but a fault that leaves the rest of the file readable (a key that stands twice, a tag, a second
 * document) does not take the value away, so that it hides no other fault.
 */
export function readYaml(file: string, text: string): Result<YamlFile> {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    strict: true,
    stringKeys: false,
    logLevel: "silent",
  });
  const positions = new Positions(file, text, lines);
  const parsed = Array.isArray(documents) ? documents : [];
  const diagnostics: Diagnostic[] = [];
  for (const document of parsed) diagnostics.push(...syntaxErrors(document, positions));
  const [first, second] = parsed;
  if (second?.range != null)
    diagnostics.push(severalDocuments(positions.at(second.range[0], second.range[0] + 1)));
  if (first?.errors.some(({ code }) => code !== "DUPLICATE_KEY")) return { diagnostics };
  const unread: Path[] = [];
  if (first?.contents == null) return { value: { value: null, positions, unread }, diagnostics };
  const reader = new Reader(positions, first, diagnostics, unread);
  const value = reader.read(first.contents, []);
  return reader.stopped ? { diagnostics } : { value: { value, positions, unread }, diagnostics };
}

/** Lines after a syntax error in which the parser has not found back to the text: what it says there is noise. */
const NOISE = 3;

function syntaxErrors(document: Document.Parsed, positions: Positions): Diagnostic[] {
  // How deep the parser comes depends on the machine, and what it says after that is noise.
  if (document.errors.some(({ code }) => code === "RESOURCE_EXHAUSTION"))
    return [nestedTooDeeply(positions.file)];
  let noisyUntil = 0;
  return [...document.errors]
    .sort((a, b) => a.pos[0] - b.pos[0])
    .flatMap(({ code, message, pos: [start, end] }) => {
      const place = positions.at(start, end);
      const isNoise = place.line <= noisyUntil;
      if (code !== "DUPLICATE_KEY") noisyUntil = place.line + NOISE;
      return isNoise ? [] : [yamlSyntax(inOurWords(message), place, syntaxHint(code, message))];
    });
}

class Reader {
  readonly #positions: Positions;
  readonly #document: Document.Parsed;
  readonly #diagnostics: Diagnostic[];
  readonly #unread: Path[];
  #nodes = 0;
  #depth = 0;
  /** The alias in the file's own text whose target is being read. */
  #expanding: Alias | undefined;
  /** Maps and lists that are being read: an alias of one of them never ends. */
  readonly #open = new Set<Node>();
  #stopped = false;

  constructor(positions: Positions, document: Document.Parsed, diagnostics: Diagnostic[], unread: Path[]) {
    this.#positions = positions;
    this.#document = document;
    this.#diagnostics = diagnostics;
    this.#unread = unread;
  }

  /** Whether the file has more values than can be looked at. */
  get stopped(): boolean {
    return this.#stopped;
  }

  read(node: Node | null, path: Path, pair?: Pair): Json {
    this.#positions.record(path, node, pair);
    return this.#convert(node, path);
  }

  #convert(node: Node | null, path: Path): Json {
    if (node === null || this.#stopped) return null;
    if (++this.#nodes > NODE_LIMIT || this.#depth > DEPTH_LIMIT) return this.#stop(node);
    this.#depth++;
    if (!isAlias(node)) this.#open.add(node);
    const value = this.#contents(node, path);
    if (!isAlias(node)) this.#open.delete(node);
    this.#depth--;
    return value;
  }

  #contents(node: Node, path: Path): Json {
    if (isAlias(node)) return this.#alias(node, path);
    this.#checkTag(node);
    if (isSeq(node)) return node.items.map((item, index) => this.read(item as Node | null, [...path, index]));
    if (isMap(node)) return this.#map(node, path);
    return isScalar(node) ? this.#scalar(node.value, node, path) : null;
  }

  #checkTag(node: Node): void {
    const allowed = isMap(node) ? MAP_TAGS : isSeq(node) ? LIST_TAGS : PLAIN_TAGS;
    if (!isAlias(node) && node.tag !== undefined && !allowed.has(node.tag))
      this.#report(tagRefused, node.tag.replace(STANDARD, "!!"), node);
  }

  #map(map: YAMLMap, path: Path): Json {
    const entries: Record<string, Json> = {};
    const written = new Set<string>();
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      const key = isScalar(pair.key) ? pair.key.value : undefined;
      if (isMergeKey(pair)) {
        const merged = this.#merge(pair.value, path);
        for (const [name, value] of Object.entries(merged))
          if (!Object.hasOwn(entries, name)) entries[name] = value;
      } else if (key === undefined || key === "__proto__" || typeof key === "object") {
        this.#report(keyRefused, key === undefined ? "A list or map" : `\`${String(key)}\``, pair.key);
      } else {
        this.#checkTag(pair.key);
        const name = String(key);
        const value = this.read(pair.value, [...path, name], pair);
        const before = written.has(name) ? entries[name] : undefined;
        // A key that stands twice is a fault that was told; both halves are looked at for others.
        entries[name] = isObject(before) && isObject(value) ? { ...before, ...value } : value;
        written.add(name);
      }
    }
    return entries;
  }

  #merge(node: Node | null, path: Path): Record<string, Json> {
    if (isSeq(node))
      return Object.assign({}, ...[...node.items].reverse().map((item) => this.#merge(item as Node, path)));
    const told = this.#unread.length;
    const value = this.#convert(node, path);
    if (isObject(value)) return { ...value };
    if (node !== null && !this.#stopped && this.#unread.length === told)
      this.#diagnostics.push(
        yamlSyntax("A merge key `<<` takes a map, or a list of maps.", this.#place(node)),
      );
    return {};
  }

  #alias(alias: Alias, path: Path): Json {
    const target = alias.resolve(this.#document);
    if (target === undefined) {
      this.#diagnostics.push(aliasOfNothing(alias.source, this.#place(alias)));
      this.#unread.push(path);
      return null;
    }
    if (this.#open.has(target)) {
      this.#diagnostics.push(aliasOfItself(this.#place(alias)));
      this.#unread.push(path);
      return null;
    }
    const outer = this.#expanding;
    this.#expanding = outer ?? alias;
    const value = this.#convert(target, path);
    this.#expanding = outer;
    return value;
  }

  #scalar(value: unknown, node: Node, path: Path): Json {
    if (typeof value === "number" && !Number.isFinite(value)) {
      this.#diagnostics.push(
        yamlSyntax("`.inf` and `.nan` are not values here.", this.#place(node), "write a number with digits"),
      );
      this.#unread.push(path);
      return null;
    }
    if (
      value === null ||
      typeof value === "string" ||
      typeof value === "number" ||
      typeof value === "boolean"
    )
      return value;
    return String(value);
  }

  #stop(node: Node): null {
    this.#stopped = true;
    this.#diagnostics.push(aliasesTooLarge(this.#place(this.#expanding ?? node)));
    return null;
  }

  #report(
    message: (what: string, location: ReturnType<Positions["at"]>) => Diagnostic,
    what: string,
    node: Node,
  ): void {
    this.#diagnostics.push(message(what, this.#place(node)));
  }

  #place(node: Node): ReturnType<Positions["at"]> {
    return this.#positions.at(node.range?.[0] ?? 0, node.range?.[1] ?? 1);
  }
}

/** What `!!` stands for. https://yaml.org/spec/1.2.2/#tags */
const STANDARD = "tag:yaml.org,2002:";
const tags = (...names: readonly string[]) => new Set(names.map((name) => STANDARD + name));
const PLAIN_TAGS = tags("str", "int", "float", "bool", "null");
const LIST_TAGS = tags("seq");
const MAP_TAGS = tags("map");

const isMergeKey = (pair: Pair<Node, Node | null>): boolean =>
  isScalar(pair.key) &&
  (pair.key.value === "<<" || typeof pair.key.value === "symbol") &&
  pair.key.type === "PLAIN";
