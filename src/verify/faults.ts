import type { AssembledTree } from "../assemble/tree.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Fault, Verdict } from "../engine/protocol.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import { isArray, isObject, type Json, type Path } from "../values/json.ts";
import { formatPath, fromPointer } from "../values/path.ts";
import type { Origin, Tracked } from "../values/tracked.ts";
import { copiesOf, type Judged, objectInCopy } from "./copies.ts";
import { noSchema, objectInvalid, skipped } from "./messages.ts";

/** What is wrong with one field. */
export interface FieldFault {
  readonly path: Path;
  readonly reason: string;
}

/**
 * One fault for each field, in the order of their paths: a schema tells all unknown fields of a map at once, and the
 * fields of a map in any order. The path of an unknown field leads to the field itself.
 * @param value what was judged: it tells indices of lists from keys
 */
export function fieldFaults(faults: readonly Fault[], value: Json): readonly FieldFault[] {
  return faults
    .flatMap(({ pointer, message }): FieldFault[] => {
      const path = pathIn(pointer, value);
      const unknown = unknownFields(message);
      return unknown === undefined
        ? [{ path, reason: message }]
        : unknown.map((name) => ({ path: [...path, name], reason: "there is no such field" }));
    })
    .map((fault) => ({ fault, key: `${formatPath(fault.path)}\n${fault.reason}` }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ fault }) => fault);
}

/** The path of a JSON Pointer into a value, which tells indices of lists from keys. */
export function pathIn(pointer: string, value: Json): Path {
  let node: Json | undefined = value;
  return fromPointer(pointer).map((step) => {
    const key = isArray(node) ? Number(step) : step;
    node = isArray(node) ? node[Number(step)] : isObject(node) ? node[step] : undefined;
    return key;
  });
}

/** The names in "additional properties 'a', 'b' not allowed"; quotes and backslashes in them are escaped. */
function unknownFields(message: string): readonly string[] | undefined {
  const names = /^additional properties ('.*') not allowed$/s.exec(message)?.[1];
  return names === undefined
    ? undefined
    : [...names.matchAll(/'((?:\\.|[^'\\])*)'/gs)].map(([, name = ""]) => name.replace(/\\(['\\])/g, "$1"));
}

/** Where the nodes of generated objects came from. */
export type Origins = (object: Judged) => Tracked | undefined;

/** From the trees of templates, and from the texts of files that are copied. */
export function originsOf(tree: AssembledTree, components: readonly ExpandedComponent[]): Origins {
  const copies = copiesOf(components);
  return (verdict) => {
    const copy = copies.get(verdict.source);
    return copy === undefined
      ? tree.origins.get(verdict.source)?.[verdict.index]
      : objectInCopy(copy, verdict);
  };
}

/** Diagnostics for one generated object: at the values line that caused the fault, else at the blueprint's. */
export function generatedFaults(
  origins: Origins,
  verdict: Verdict,
  missing: (kind: string) => "error" | "skip",
): readonly Diagnostic[] {
  const scope = scopeFault(verdict);
  const faults = scope === undefined ? (verdict.faults ?? []) : [...(verdict.faults ?? []), scope];
  if (verdict.status !== "skipped" && faults.length === 0) return [];
  const object = origins(verdict);
  const origin = (path: Path): Origin | undefined => object?.originOf(path);
  if (verdict.status === "skipped") {
    const found = missing(`${verdict.apiVersion}/${verdict.kind}`);
    return [found === "error" ? noSchema(verdict, origin(["kind"])) : skipped(verdict, origin(["kind"]))];
  }
  return fieldFaults(faults, object?.value ?? null).map(({ path, reason }) =>
    objectInvalid(verdict, formatPath(path), reason, origin(path)),
  );
}

/** A namespaced object must say its namespace: applied from a folder, it would land wherever the applier is. */
function scopeFault({ namespaced, namespace }: Verdict): Fault | undefined {
  if (namespaced === true && (namespace ?? "") === "")
    return {
      pointer: "/metadata/namespace",
      message: "the kind is namespaced, and the object names no namespace",
    };
  if (namespaced === false && (namespace ?? "") !== "")
    return {
      pointer: "/metadata/namespace",
      message: "the kind is cluster-wide, and the object names a namespace",
    };
  return undefined;
}
