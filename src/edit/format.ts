import { type Document, isMap, isScalar, type Pair, visit } from "yaml";
import type { Result } from "../diagnostics/diagnostic.ts";
import { parseYaml } from "../load/yaml.ts";
import { splitHead } from "./head.ts";
import { meansTheSame } from "./meaning.ts";
import { printDocument, readDocument } from "./style.ts";

/**
 * A homelab in the one form that `k8sgen fmt` writes: top-level keys in the order of the schema, two spaces, double
 * quotes where there are quotes, LF. Comments, anchors and aliases stay, and so does the meaning: where another order of
 * the keys would change it, as an alias before its anchor does, the order stays.
 * @param order the top-level keys in the order that they shall have; others follow
 */
export function formatHomelab(file: string, text: string, order: readonly string[]): Result<string> {
  const { value, diagnostics } = parseYaml(file, text);
  if (value === undefined) return { diagnostics };
  const formatted = settled(text, order);
  if (formatted === undefined) throw new Error("no form of this file was found that means the same");
  return { value: formatted, diagnostics: [] };
}

/** A comment may find its place in the second round only, where the first one moved it. */
const ROUNDS = 4;

/** The form that does not change any more; undefined where it does not mean the same, or is not reached. */
function settled(text: string, order: readonly string[]): string | undefined {
  let before = text;
  for (let round = 0; round < ROUNDS; round++) {
    const after = once(before, order);
    if (after === before) return meansTheSame(text, after) ? after : undefined;
    before = after;
  }
  return undefined;
}

function once(text: string, order: readonly string[]): string {
  const { head, body } = splitHead(text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n"));
  const document = readDocument(body);
  sortKeys(document, order);
  return tidyHead(head) + (body === "" ? "" : printDocument(document));
}

/** Sorts the top-level keys, unless an alias would lead somewhere else then. */
function sortKeys(document: Document, order: readonly string[]): void {
  const { contents } = document;
  if (!isMap(contents) || contents.flow) return;
  const targets = targetsOf(document);
  const { items } = contents;
  contents.items = sortedPairs(items, order);
  const isSame = [...targetsOf(document)].every(([alias, target]) => targets.get(alias) === target);
  if (!isSame) contents.items = items;
}

/** What each alias stands for, by the place of the alias in memory. */
function targetsOf(document: Document): ReadonlyMap<object, unknown> {
  const targets = new Map<object, unknown>();
  visit(document, { Alias: (_, alias) => void targets.set(alias, alias.resolve(document)) });
  return targets;
}

/** By their place in the order; the others behind, as they were. */
function sortedPairs<P extends Pair<unknown, unknown>>(pairs: readonly P[], order: readonly string[]): P[] {
  const place = ({ key }: P): number => {
    const at = isScalar(key) ? order.indexOf(String(key.value)) : -1;
    return at < 0 ? order.length : at;
  };
  return [...pairs].sort((a, b) => place(a) - place(b));
}

/** Comments from the first column, without space behind them; one empty line where there were several, none at the top. */
const tidyHead = (head: string): string =>
  head
    .replace(/^[ \t]+|[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+/, "");
