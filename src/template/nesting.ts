import { NESTING_LIMIT } from "./budget.ts";
import { parser } from "./grammar.ts";

/** The parser's time and its stack grow with the square of the nesting; up to this many openings that is nothing. */
const HARMLESS = 300;
const OPENING = /\(|\{\{\{?\{?~?\s*(?:[#^]|else\b)/g;

/** Where a template nests deeper than it may. Its tokens are read for this, since no pattern tells a string from an opening. */
export function tooDeepAt(text: string): { readonly line: number; readonly column: number } | undefined {
  if ((text.match(OPENING)?.length ?? 0) <= HARMLESS) return undefined;
  const { lexer, terminals_ } = parser;
  lexer.setInput(text);
  let depth = 0;
  /** `{{else if}}` nests inside of what it follows, and one end closes all of them. */
  const blocks: number[] = [];
  try {
    for (;;) {
      const token = lexer.lex();
      const name = token === false ? undefined : terminals_[token];
      if (name === "EOF") return undefined;
      if (
        name === "OPEN_BLOCK" ||
        name === "OPEN_INVERSE" ||
        name === "OPEN_PARTIAL_BLOCK" ||
        name === "OPEN_RAW_BLOCK"
      )
        blocks.push(depth++);
      else if (name === "OPEN_SEXPR" || name === "OPEN_INVERSE_CHAIN") depth++;
      else if (name === "CLOSE_SEXPR") depth--;
      else if (name === "OPEN_ENDBLOCK" || name === "END_RAW_BLOCK") depth = blocks.pop() ?? 0;
      if (depth > NESTING_LIMIT)
        return { line: lexer.yylloc.first_line, column: lexer.yylloc.first_column + 1 };
    }
  } catch {
    // What is no token is for the parser to tell, which stops at the same place.
    return undefined;
  }
}
