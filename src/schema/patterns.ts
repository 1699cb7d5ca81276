import type { RegExpEngine, RegExpLike } from "ajv/dist/types/index.js";
import { RE2JS } from "re2js";
import { isArray, isObject, type Json } from "../values/json.ts";

/**
 * Instructions of a compiled pattern. Matching takes at most this many steps for each letter; a name of 253 letters
 * in parts of 63 has 500.
 */
const SIZE_LIMIT = 2_000;
/** Instructions times letters that a validation may take, a few seconds; what comes after is taken for no match. */
const WORK_LIMIT = 200_000_000;
/** Compiling takes time for each letter before the instructions are known. */
const LENGTH_LIMIT = 2_000;

/**
 * The engine for ajv: patterns for which `isForeign` holds match in time linear in the text, the others natively.
 * The linear ones have RE2's syntax, without look-around and back references
 * (https://github.com/google/re2/wiki/Syntax); the engine throws where a pattern is not of it, or too large. The
 * library is loaded with the first such pattern.
 */
export function regExpEngine(isForeign: (pattern: string) => boolean): RegExpEngine {
  let work = 0;
  const linear = (pattern: string): RegExpLike => {
    const { test, size } = compileLinear(pattern);
    const limited = (text: string): boolean => {
      work += text.length * size;
      return work <= WORK_LIMIT && test(text);
    };
    // ajv keeps one object for all patterns that print the same.
    const like = { test: limited, toString: () => `linear ${pattern}` };
    return like;
  };
  const engine = (pattern: string, flags: string): RegExpLike =>
    isForeign(pattern) ? linear(pattern) : new RegExp(pattern, flags);
  // ajv wants a name for code that it writes out, which is never done here.
  return Object.assign(engine, { code: "regExpEngine" });
}

function compileLinear(pattern: string): { test: (text: string) => boolean; size: number } {
  if (pattern.length > LENGTH_LIMIT) throw new Error(`a pattern has more than ${LENGTH_LIMIT} letters`);
  const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  const size = compiled.programSize();
  if (size > SIZE_LIMIT)
    throw new Error(`the pattern \`${pattern}\` compiles to more than ${SIZE_LIMIT} instructions`);
  return { test: (text) => compiled.test(text), size };
}

/** Every text of a schema that may be a regular expression: those of `pattern`, and the keys of `patternProperties`. */
export function patternsOf(schema: Json): readonly string[] {
  if (isArray(schema)) return schema.flatMap(patternsOf);
  if (!isObject(schema)) return [];
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(key === "pattern" && typeof value === "string" ? [value] : []),
    ...(key === "patternProperties" && isObject(value) ? Object.keys(value) : []),
    ...patternsOf(value),
  ]);
}
