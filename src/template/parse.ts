import type { Json } from "../values/json.ts";
import type { Memo } from "../values/memo.ts";
import type { AST } from "./ast.ts";
import { parse } from "./grammar.ts";

export type ParsedTemplate =
  | { readonly program: AST.Program }
  | { readonly error: string; readonly line: number; readonly column: number };

/** Parses a handlebars template; lines and columns of the error count from 1. */
export function parseTemplate(text: string): ParsedTemplate {
  try {
    return { program: parse(text) };
  } catch (error) {
    return { error: reason(error), ...place(error) };
  }
}

/** As `parseTemplate`, for a text that was probably parsed before. */
export function rememberedTemplate(text: string, memo: Memo): ParsedTemplate {
  let fresh: ParsedTemplate | undefined;
  const kept = memo.of("handlebars", text, () => {
    fresh = parseTemplate(text);
    return "error" in fresh ? undefined : compact(fresh.program);
  });
  // Without a fresh one there is a kept one: nothing else comes of a text.
  return fresh ?? { program: kept as unknown as AST.Program };
}

/** What the evaluator does not look at, and is a third of the tree. */
const UNUSED = new Set(["strip", "openStrip", "inverseStrip", "closeStrip", "source", "chained"]);

/** The tree as JSON has it; undefined where it holds a number that JSON does not have. */
function compact(program: AST.Program): Json | undefined {
  let isWhole = true;
  const text = JSON.stringify(program, (key, value: unknown) => {
    if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) isWhole = false;
    return UNUSED.has(key) ? undefined : value;
  });
  return isWhole ? (JSON.parse(text) as Json) : undefined;
}

interface ParserFault {
  readonly message: string;
  /** The grammar's errors: where the token began that could not stand there. */
  readonly hash?: {
    readonly line?: number;
    readonly loc?: { readonly last_line?: number; readonly last_column?: number };
  };
  /** The syntax tree's errors. */
  readonly lineNumber?: number;
  readonly column?: number;
}

function place(error: unknown): { line: number; column: number } {
  const fault = error as ParserFault;
  const told = /on line (\d+)/.exec(fault.message)?.[1];
  const line = fault.lineNumber ?? (told === undefined ? 1 : Number(told));
  const column =
    fault.column ?? (fault.hash?.loc?.last_line === line ? fault.hash.loc.last_column : undefined) ?? 0;
  return { line, column: column + 1 };
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const expected = /Expecting (.*), got '(\w+)'/.exec(message);
  if (expected !== null)
    return `the parser met ${TOKENS[expected[2] ?? ""] ?? expected[2]} where it cannot stand`;
  return message.replace(/ - \d+:\d+$/, "").split("\n")[0] ?? message;
}

const TOKENS: Partial<Record<string, string>> = {
  EOF: "the end of the file (a block `{{#...}}` or an expression `{{` is not closed)",
  OPEN_ENDBLOCK: "the end of a block that was not opened",
  CLOSE: "`}}`",
  CLOSE_UNESCAPED: "`}}}` (before a closing brace of YAML leave a space: `{{x}} }`)",
  INVALID: "a character",
  ID: "a name",
  EQUALS: "`=`",
  INVERSE: "`{{else}}`",
};
