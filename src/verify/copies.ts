import { type Document, isCollection, isMap, isNode, LineCounter, parseAllDocuments } from "yaml";
import { MANIFESTS } from "../assemble/manifests.ts";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";
import type { Verdict } from "../engine/protocol.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import { isObject, type Json, type Path } from "../values/json.ts";
import type { Tracked } from "../values/tracked.ts";
import { copyBroken, secretInCopy } from "./messages.ts";

/** A file of a blueprint that is copied to the output as it is. */
interface Copy {
  /** Path in the blueprint. */
  readonly source: string;
  readonly text: string;
}

/** The files that are copied, by their path in the output. They are read only where something is wrong with them. */
export function copiesOf(components: readonly ExpandedComponent[]): ReadonlyMap<string, Copy> {
  return new Map(
    components.flatMap(({ component, manifests }) =>
      manifests.flatMap(({ name, text, source }) =>
        text === undefined ? [] : [[`${MANIFESTS}/${component.name}/${name}`, { source, text }] as const],
      ),
    ),
  );
}

/** What tells an object of a file. */
export type Judged = Pick<Verdict, "source" | "index" | "kind" | "name"> & {
  readonly namespace?: string | undefined;
};

/** An object with the places of its nodes in the blueprint's file. */
export function objectInCopy(copy: Copy, { kind, name, namespace = "" }: Judged): Tracked {
  const { documents, placeOf } = read(copy);
  const found = documents.find(
    (document) =>
      document.getIn(["kind"]) === kind &&
      document.getIn(["metadata", "name"]) === name &&
      (document.getIn(["metadata", "namespace"]) ?? "") === namespace,
  );
  return {
    value: (found?.toJS() ?? null) as Json,
    originOf: (path) => ({ template: placeOf(found, path) }),
  };
}

/** Where a file that is copied is no YAML. */
export function syntaxOfCopy(copy: Copy, reason: string): Diagnostic {
  const { documents, lines } = read(copy);
  const error = documents.flatMap(({ errors }) => errors)[0];
  const { line, col } = lines.linePos(error?.pos[0] ?? 0);
  return copyBroken({ file: copy.source, line: Math.max(1, line), column: Math.max(1, col) }, reason);
}

/**
 * Secrets with content in files that are copied, where a verdict says that there are Secrets. What SOPS encrypted has
 * its mark. https://getsops.io/docs/
 */
export function secretsInCopies(
  components: readonly ExpandedComponent[],
  verdicts: readonly Verdict[],
): readonly Diagnostic[] {
  const copies = copiesOf(components);
  const suspects = new Set(
    verdicts.flatMap(({ kind, source }) => (kind === "Secret" ? (copies.get(source)?.text ?? []) : [])),
  );
  return [...copies.values()].flatMap((copy) => (suspects.has(copy.text) ? secretsIn(copy) : []));
}

function secretsIn(copy: Copy): readonly Diagnostic[] {
  const { documents, placeOf } = read(copy);
  return documents.flatMap((document) => {
    const object = document.toJS() as Json;
    if (!isObject(object) || object.kind !== "Secret" || object.sops !== undefined) return [];
    const part = ["data", "stringData"].find((key) => {
      const content = object[key];
      return isObject(content) && Object.keys(content).length > 0;
    });
    return part === undefined ? [] : [secretInCopy(placeOf(document, [part]))];
  });
}

/** The documents of a text that was judged, and so is YAML. */
export const documentsOf = (text: string): readonly Json[] =>
  read({ source: "", text }).documents.map((document) => document.toJS() as Json);

function read({ source, text }: Copy) {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  const documents: readonly Document.Parsed[] = Array.isArray(parsed) ? parsed : [];
  /** The place of a node, or of its nearest parent that is there. */
  const placeOf = (document: Document.Parsed | undefined, path: Path): Location => {
    const start = document === undefined ? 0 : startOf(document, path);
    const { line, col } = lines.linePos(start);
    return { file: source, line: Math.max(1, line), column: Math.max(1, col) };
  };
  return { documents, lines, placeOf };
}

function startOf(document: Document.Parsed, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const step = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => String(isNode(key) ? key.toJSON() : key) === String(step))
      : undefined;
    const node = isCollection(parent) ? parent.get(step, true) : undefined;
    const range =
      isNode(node) && node.range != null && node.range[1] > node.range[0]
        ? node.range
        : isNode(pair?.key)
          ? pair.key.range
          : undefined;
    if (range != null) return range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
