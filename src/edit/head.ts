/** The comments at the head of a file, and the rest of it. */
export interface HeadAndBody {
  /** Lines with their line breaks. */
  readonly head: string;
  readonly body: string;
}

/** Splits a text after the comments and empty lines that it begins with: they belong to the file, not to its first key. */
export function splitHead(text: string): HeadAndBody {
  const head = /^(?:[ \t]*(?:#[^\n]*)?\n)*/.exec(text)?.[0] ?? "";
  return { head, body: text.slice(head.length) };
}

/** The line that tells the YAML language server which schema a file has. https://github.com/redhat-developer/yaml-language-server#using-inlined-schema */
const MODELINE = /^#\s*yaml-language-server\s*:\s*\$schema=(\S+)\s*$/;

/** A `$schema` line in the head of a file. */
export interface SchemaLine {
  /** As it is written: a path from the file's folder, or an address. */
  readonly schema: string;
  /** Counted from 1. */
  readonly line: number;
  readonly length: number;
}

/** The first `$schema` line in the head of a file. */
export function schemaLine(text: string): SchemaLine | undefined {
  const lines = splitHead(`${text}\n`).head.split("\n");
  const index = lines.findIndex((line) => MODELINE.test(line.trim()));
  const line = lines[index]?.trimEnd();
  const schema = MODELINE.exec(line?.trim() ?? "")?.[1];
  return line === undefined || schema === undefined
    ? undefined
    : { schema, line: index + 1, length: line.length };
}

/** The text with a `$schema` line on its first line, in the place of the one that it may have. */
export function withSchemaLine(text: string, schema: string): string {
  const { head, body } = splitHead(text);
  const others = head.split("\n").filter((line) => !MODELINE.test(line.trim()));
  return `# yaml-language-server: $schema=${schema}\n${others.join("\n")}${body}`;
}
