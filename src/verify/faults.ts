import type { AssembledTree } from "../assemble/tree.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Fault, Verdict } from "../engine/protocol.ts";
import { isArray, isObject, type Json, type Path } from "../values/json.ts";
import { formatPath, fromPointer } from "../values/path.ts";
import type { Origin, Tracked } from "../values/tracked.ts";
import { noSchema, objectInvalid, skipped } from "./messages.ts";

/** A fault's field as a path; for an unknown field the path leads to the field itself. */
export function pathOf(fault: Fault, value: Json): Path {
  let node: Json | undefined = value;
  const path = fromPointer(fault.pointer).map((step) => {
    const key = isArray(node) ? Number(step) : step;
    node = isArray(node) ? node[Number(step)] : isObject(node) ? node[step] : undefined;
    return key;
  });
  const unknown = /additional properties '([^']+)'/.exec(fault.message)?.[1];
  return unknown === undefined ? path : [...path, unknown];
}

/** The message of a fault without what the path already says. */
export function reasonOf(fault: Fault): string {
  const unknown = /additional properties (.+) not allowed/.exec(fault.message)?.[1];
  return unknown === undefined ? fault.message : `there is no such field`;
}

/** Where the documents of generated files came from. */
export function originOf(tree: AssembledTree, verdict: Verdict): Tracked | undefined {
  return tree.origins.get(verdict.source)?.[verdict.index];
}

/** Diagnostics for one generated object: at the values line that caused the fault, else at the blueprint's. */
export function generatedFaults(
  tree: AssembledTree,
  verdict: Verdict,
  missing: (kind: string) => "error" | "skip",
): readonly Diagnostic[] {
  const object = originOf(tree, verdict);
  const origin = (path: Path): Origin | undefined => object?.originOf(path);
  if (verdict.status === "skipped") {
    const found = missing(`${verdict.apiVersion}/${verdict.kind}`);
    return [found === "error" ? noSchema(verdict, origin(["kind"])) : skipped(verdict, origin(["kind"]))];
  }
  const scope = scopeFault(verdict);
  const faults = scope === undefined ? (verdict.faults ?? []) : [...(verdict.faults ?? []), scope];
  return faults.map((fault) => {
    const path = pathOf(fault, object?.value ?? null);
    return objectInvalid(verdict, formatPath(path), reasonOf(fault), origin(path));
  });
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
