import { styleText } from "node:util";
import type { Diagnostic, Location } from "./diagnostic.ts";
import { inOrder, withoutRepeats } from "./order.ts";
import type { Sources } from "./sources.ts";

type Style = Parameters<typeof styleText>[0];

export interface TextOptions {
  readonly color: boolean;
  readonly sources: Sources;
}

const MARK = { error: "red", warning: "yellow", info: "cyan" } as const;

/** Diagnostics for people: each with its place, the source line, a pointer under it, and what to do. */
export function renderText(diagnostics: readonly Diagnostic[], options: TextOptions): string {
  return inOrder(withoutRepeats(diagnostics))
    .map((diagnostic) => renderOne(diagnostic, options))
    .join("\n");
}

function renderOne(diagnostic: Diagnostic, options: TextOptions): string {
  const paint = (style: Style, text: string) =>
    options.color ? styleText(style, text, { validateStream: false }) : text;
  const place = diagnostic.location === undefined ? "" : ` ${formatLocation(diagnostic.location)}`;
  const path =
    diagnostic.path === undefined || diagnostic.path === ""
      ? ""
      : ` ${paint("dim", printable(diagnostic.path))}`;
  const lines = [
    `${paint(["bold", MARK[diagnostic.severity]], diagnostic.severity)} ${paint("bold", diagnostic.code)}${place}${path}`,
    ...printableLines(diagnostic.message).map((line) => `  ${line}`),
  ];
  if (diagnostic.location !== undefined) lines.push(...frame(diagnostic.location, options, paint));
  if (diagnostic.hint !== undefined)
    lines.push(
      ...printableLines(diagnostic.hint).map(
        (line, index) => `  ${index === 0 ? paint("cyan", "hint:") : "     "} ${line}`,
      ),
    );
  for (const related of diagnostic.related ?? []) {
    lines.push(
      `  ${printable(related.message)} ${formatLocation(related.location)}`,
      ...frame(related.location, options, paint),
    );
  }
  return `${lines.join("\n")}\n`;
}

/** `file:line:column`, the form that terminals and editors make clickable. */
export function formatLocation(location: Location): string {
  return `${location.file}:${location.line}:${location.column}`;
}

function frame(
  location: Location,
  options: TextOptions,
  paint: (style: Style, text: string) => string,
): string[] {
  const source = options.sources.line(location.file, location.line);
  if (source === undefined) return [];
  const width = String(location.line).length;
  const start = location.column - 1;
  const end =
    location.endLine === location.line || location.endLine === undefined
      ? (location.endColumn ?? location.column + 1) - 1
      : source.length;
  const { text, offset } = clip(source, start);
  const pointer =
    " ".repeat(columns(text.slice(0, start - offset))) +
    "^".repeat(Math.max(1, Math.min(columns(source.slice(start, end)), 80)));
  const before =
    location.line > 1 && offset === 0 ? options.sources.line(location.file, location.line - 1) : undefined;
  const rows =
    before === undefined || before.trim() === ""
      ? []
      : [
          `  ${paint("dim", `${String(location.line - 1).padStart(width)} | ${visible(clip(before, 0).text)}`)}`,
        ];
  return [
    ...rows,
    `  ${paint("dim", `${location.line} |`)} ${visible(text)}`,
    `  ${paint("dim", `${" ".repeat(width)} |`)} ${paint("red", pointer)}`,
  ];
}

/** Long lines (a packed file, a key) are cut around the place. */
function clip(line: string, start: number): { text: string; offset: number } {
  if (line.length <= 160) return { text: line, offset: 0 };
  const offset = Math.max(0, start - 40);
  return { text: line.slice(offset, offset + 120), offset };
}

const columns = (text: string): number => [...visible(text)].length;

/** A tab takes two columns; other control characters would let a file write to the terminal, so they are shown as �. */
const visible = (text: string): string => printable(text.replaceAll("\t", "  "));

/** Control characters and line separators: a file must not write to the terminal. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** A text of others, in one line that moves no cursor. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, "\ufffd");

const printableLines = (text: string): string[] => text.split("\n").map(printable);
