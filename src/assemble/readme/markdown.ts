/** Text that Markdown shows as it is: what could begin markup or a table cell is escaped, line breaks become spaces. */
export const plain = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\\`*_{}[\]<>()#+!|~&$]/g, "\\$&");

/** Code in a line. Backticks and line breaks cannot stand there. */
export function code(text: string): string {
  const clean = text.replace(/[\r\n`|]+/g, " ");
  return clean.trim() === "" ? "" : `\`${clean}\``;
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A block of commands. */
export const commands = (lines: readonly string[]): string => ["```sh", ...lines, "```"].join("\n");

/** One word of a shell command, whatever it holds (POSIX quoting). */
export const word = (text: string): string =>
  /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
