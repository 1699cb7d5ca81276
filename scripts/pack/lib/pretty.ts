import { isObject, type Json } from "./json.ts";

/** Columns of a line, as in biome.json: what the scripts write is formatted as the formatter would have it. */
const WIDTH = 110;

/** JSON with one property a line; a list stands on one line where it fits. Ends with a newline. */
export function prettyJson(value: Json): string {
  return `${lines(value, "", 0)}\n`;
}

/** `used` is what stands before the value on its line, in columns. */
function lines(value: Json, indent: string, used: number): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const short = `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
    const flat = value.every((item) => typeof item !== "object");
    if (flat && used + short.length < WIDTH) return short;
    return block(
      "[",
      "]",
      indent,
      value.map((item) => lines(item, inner, inner.length)),
    );
  }
  if (!isObject(value)) return JSON.stringify(value);
  const properties = Object.entries(value).map(([key, child]) => {
    const name = `${JSON.stringify(key)}: `;
    return name + lines(child, inner, inner.length + name.length);
  });
  return block("{", "}", indent, properties);
}

function block(open: string, close: string, indent: string, items: readonly string[]): string {
  if (items.length === 0) return open + close;
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(",\n")}\n${indent}${close}`;
}
