import { CODES, type Code } from "../diagnostics/codes.ts";
import type { Result, Severity } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { Blueprint } from "../schema/blueprints.ts";
import { isObject, type JsonObject } from "../values/json.ts";
import { type KeyDocs, keyDocs } from "./key.ts";
import { type KeyStep, parseKeyPath } from "./key-path.ts";
import { noSuchCode, noSuchKey } from "./messages.ts";
import { itemOf, keysOf, rootNode, type SchemaNode, stepInto } from "./node.ts";

/** The docs of a diagnostic's code. */
export interface CodeDocs {
  readonly kind: "code";
  readonly code: Code;
  readonly severity: Severity;
  readonly title: string;
  readonly explanation: string;
}

/** True where a text can only be meant as a code: keys begin with small letters and have no underline. */
export const isCodeLike = (text: string): boolean =>
  /^[A-Za-z]_\w*$/.test(text) || /^[A-Z]+(_[A-Z]+)+$/.test(text);

/** The docs of a code, in upper or lower case. */
export function explainCode(text: string): Result<CodeDocs> {
  const code = text.toUpperCase();
  if (!Object.hasOwn(CODES, code))
    return { diagnostics: [noSuchCode(text, nearest(code, Object.keys(CODES)))] };
  const { severity, title, explanation } = CODES[code as Code];
  return { value: { kind: "code", code: code as Code, severity, title, explanation }, diagnostics: [] };
}

/**
 * The docs of a key of homelab.yaml.
 * @param schema the composed schema, with what the blueprints bring
 */
export function explainKey(
  text: string,
  schema: JsonObject,
  blueprints: readonly Blueprint[],
): Result<KeyDocs> {
  const steps = parseKeyPath(text);
  if (steps === undefined) return { diagnostics: [noSuchKey(text, "", undefined, [])] };
  let node: SchemaNode = rootNode(schema);
  for (const step of steps) {
    const next = stepInto(node, step, schema);
    if (next === undefined) return { diagnostics: [missing(text, node, step, schema)] };
    node = next;
  }
  return { value: keyDocs(node, schema, blueprints), diagnostics: [] };
}

/** The fault with what may be meant: a key of that name further down, else the nearest name at the same place. */
function missing(text: string, node: SchemaNode, step: KeyStep, root: JsonObject) {
  const item = isObject(node.schema.items) ? itemOf(node, root) : undefined;
  const siblings = keysOf(item ?? node, root);
  const names = siblings.map(({ name }) => name);
  if ("any" in step) return noSuchKey(text, node.path, undefined, names);
  const deeper = node.path === "" ? shallowest(step.key, node, root) : undefined;
  const near = nearest(step.key, names);
  const meant = deeper ?? siblings.find(({ name }) => name === near)?.path;
  return noSuchKey(text, node.path, meant, names);
}

/** The path of the key of that name that stands nearest to the root. */
function shallowest(key: string, start: SchemaNode, root: JsonObject): string | undefined {
  let level: readonly SchemaNode[] = [start];
  while (level.length > 0) {
    const next: SchemaNode[] = [];
    for (const node of level) {
      const keys = keysOf(node, root);
      const found = keys.find(({ name }) => name === key);
      if (found !== undefined) return found.path;
      const item = itemOf(node, root);
      next.push(...keys, ...(item === undefined ? [] : [item]));
    }
    // Definitions of blueprints may hold themselves; nothing is written that deep.
    level = next.filter(({ path }) => path.split(/[.[]/).length <= DEEPEST);
  }
  return undefined;
}

const DEEPEST = 12;
