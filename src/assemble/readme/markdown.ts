/** Text that Markdown shows as it is: what could begin markup or a table cell is escaped, line breaks become spaces. */
export const plain = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\\`*_{}[\]<>()#+!|~&$]/g, "\\$&");

/** Code in a line. Backticks and line breaks cannot stand there. */
export function code(text: string): string {
  const clean = text.replace(/[\r\n`]+/g, " ");
  return clean.trim() === "" ? "" : `\`${clean}\``;
}

/** Text of which what stands between backticks is code; a backtick without a partner is text. */
export function prose(text: string): string {
  const parts = text.split("`");
  const pairs = parts.length - 1 - ((parts.length - 1) % 2);
  return [...parts.slice(0, pairs), parts.slice(pairs).join("`")]
    .map((part, index) => (index % 2 === 1 ? code(part) : spaced(part)))
    .join("");
}

/** As `plain`, with the space beside code that it would take away. */
const spaced = (text: string): string =>
  `${/^\s/.test(text) ? " " : ""}${plain(text)}${/\S\s+$/.test(text) ? " " : ""}`;

/**
 * A table; cells are Markdown already. A line that would end a cell is escaped where it is not yet, in code too.
 * https://github.github.com/gfm/#tables-extension-
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Backslashes in front of it go by pairs. */
const cell = (text: string): string =>
  text.replace(/(\\*)\|/g, (found, before: string) => (before.length % 2 === 0 ? `${before}\\|` : found));

/** A block of commands, between more backticks than stand in a row inside of it. */
export function commands(lines: readonly string[]): string {
  const longest = Math.max(
    2,
    ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map(({ length }) => length)),
  );
  const fence = "`".repeat(longest + 1);
  return [`${fence}sh`, ...lines, fence].join("\n");
}

/** One word of a shell command, whatever it holds (POSIX quoting). */
export const word = (text: string): string =>
  /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
