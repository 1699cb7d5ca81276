import { isCollection, isMap, isPair, isScalar, isSeq, type Node, visit } from "yaml";
import { formatHomelab } from "../edit/format.ts";
import { withSchemaLine } from "../edit/head.ts";
import { newDocument, printDocument } from "../edit/style.ts";
import type { JsonObject } from "../values/json.ts";

/** Maps and lists of plain values stand on one line where it is not longer. */
const LINE = 100;

/**
 * The text of a new homelab, in the form of `k8sgen fmt`.
 * @param order the top-level keys in the order of the schema
 * @param schema path of the schema for the editor, from the file
 */
export function homelabText(value: JsonObject, order: readonly string[], schema: string): string {
  const document = newDocument(value);
  visit(document, {
    Collection: (_, node, ancestors) => {
      // A section begins a line of its own for each of its keys, so that more can be put below them.
      const isSection =
        ancestors.length <= SECTION && isMap(node) && node.items.some(({ value }) => isMap(value));
      if (ancestors.length > 1 && !isSection && isSmall(node)) node.flow = true;
    },
  });
  const text = `${HEAD}\n${printDocument(document)}`;
  const formatted = formatHomelab("homelab.yaml", text, order).value;
  return withSchemaLine(formatted ?? text, schema);
}

/** Document, its map and the section's own pair stand above a section. */
const SECTION = 3;

const HEAD =
  "# What each key means: hover over it in an editor with the YAML language server, or `k8sgen explain <key>`.";

/** Whether a collection fits on a line; a list does with plain values only. */
function isSmall(node: Node): boolean {
  if (!isCollection(node) || JSON.stringify(node.toJSON()).replaceAll('"', "").length > LINE) return false;
  return node.items.every((item) => {
    const value = isPair(item) ? item.value : item;
    return isScalar(value) || (!isSeq(node) && (isMap(value) || isSeq(value)) && isSmall(value));
  });
}
