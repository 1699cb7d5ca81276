import { isArray, isObject, type Json, type JsonObject } from "../values/json.ts";

/** Subschemas that one look at a value may take, each `$ref` counted with all that it leads to. A large blueprint has 500. */
const SIZE_LIMIT = 50_000;
/** Deeper than people nest. */
const DEPTH_LIMIT = 64;

/** Keywords whose schemas are asked about the same value again. */
const IN_PLACE = new Set(["allOf", "anyOf", "oneOf", "not", "if", "then", "else"]);

/**
 * Why a schema of a stranger would take too long to ask: `$ref`s that double at each step make 2^n subschemas out of n
 * lines, and a validator asks them all. Undefined where it is bounded.
 */
export function expansionProblem(schema: JsonObject): string | undefined {
  if (isTooDeep(schema)) return `it is nested more than ${DEPTH_LIMIT} deep`;
  const definitions = isObject(schema.$defs) ? schema.$defs : {};
  const sizes = new Map<string, number>();
  const open = new Set<string>();
  let isRecursive = false;
  let asksTwice = false;
  const ofReference = (reference: string): number => {
    const target = definitions[reference.slice("#/$defs/".length)];
    if (target === undefined) return 1;
    const known = sizes.get(reference);
    if (known !== undefined) return known;
    if (open.has(reference)) {
      isRecursive = true;
      return 1;
    }
    open.add(reference);
    const size = sizeOf(target);
    open.delete(reference);
    sizes.set(reference, size);
    return size;
  };
  const sizeOf = (node: Json): number => {
    if (isArray(node)) return node.reduce((sum: number, item) => sum + sizeOf(item), 0);
    if (!isObject(node)) return 0;
    return Object.entries(node).reduce((sum, [key, value]) => {
      if (key === "$defs") return sum;
      if (key === "$ref" && typeof value === "string") return sum + ofReference(value);
      if (IN_PLACE.has(key) && JSON.stringify(value).includes('"$ref"')) asksTwice = true;
      return sum + sizeOf(value);
    }, 1);
  };
  const size =
    sizeOf({ ...schema, $defs: {} }) +
    Object.values(definitions).reduce((sum: number, node) => sum + sizeOf(node), 0);
  if (size > SIZE_LIMIT) return `with its \`$ref\`s written out it has more than ${SIZE_LIMIT} subschemas`;
  // Each level of a value would be asked twice as often as the one above.
  return isRecursive && asksTwice
    ? "it refers to itself, and has `$ref`s in `allOf`, `anyOf`, `oneOf`, `not` or `if`: how long that takes has no bound"
    : undefined;
}

function isTooDeep(root: Json): boolean {
  let level: readonly Json[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH_LIMIT) return true;
    level = level.flatMap((node) => (isArray(node) ? node : isObject(node) ? Object.values(node) : []));
  }
  return false;
}
