import type { Json } from "../values/json.ts";

/** Kinds of text that templates are expanded to; their names are those of blueprint.yaml. */
export type TextFormat = "words" | "networks" | "keys" | "markdown";

/**
 * What a value may be in a file that is read as words. The programs of routers know addresses, host names, MAC
 * addresses, interfaces and numbers, and none gives a meaning to letters, digits, dots, colons, dashes and underscores
 * inside of a word. What else there is separates, quotes, begins a comment or names a variable in one of them, so it is
 * not carried over at all: there is nothing to escape, and nothing to escape wrongly. A word cannot begin like an option.
 */
const WORDS = {
  words: /^[A-Za-z0-9:](?:[A-Za-z0-9._:-]*[A-Za-z0-9:_])?$/,
  networks: /^[A-Za-z0-9:](?:[A-Za-z0-9._:/-]*[A-Za-z0-9:_])?$/,
  // A key in base64 (RFC 4648, 4) may begin with any of its letters and end with `=`.
  keys: /^[A-Za-z0-9:+/](?:[A-Za-z0-9._:/+-]*[A-Za-z0-9:_+/]={0,2})?$/,
} as const;

/** A domain name has 253 letters at most (RFC 1035, 2.3.4); programs read their lines into buffers of some size. */
const LONGEST = 253;

/** How a value is written in a format; undefined where the format cannot carry it. */
export function wordOf(format: TextFormat, value: Json): string | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
  if (typeof value !== "string") return undefined;
  if (format === "markdown") return codeSpan(value);
  return value.length <= LONGEST && WORDS[format].test(value) ? value : undefined;
}

/**
 * A value in Markdown is code: nothing in it is markup then. Backticks would end it, bars the cell of a table
 * (https://github.github.com/gfm/#tables-extension-), and line breaks the line.
 */
function codeSpan(value: string): string | undefined {
  const clean = value.replace(/[\p{C}\s`|]+/gu, " ").trim();
  return clean === "" ? undefined : `\`${clean}\``;
}
