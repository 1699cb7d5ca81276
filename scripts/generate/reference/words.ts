import type { Json } from "../../../src/values/json.ts";

/** A text in a cell of a Markdown table. */
export const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", "<br>");

/** A value as it would be written in one line of YAML, as code. */
export const code = (value: Json): string =>
  `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;

export const textOf = (text: Json | undefined): string => (typeof text === "string" ? text : "");
