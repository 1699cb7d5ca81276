/** The part of Handlebars that the package types leave out: the parser and its lexer, as jison made them. */
declare module "handlebars/dist/cjs/handlebars/compiler/base.js" {
  export function parse(text: string): import("./ast.ts").AST.Program;
  export const parser: {
    readonly lexer: {
      readonly yylloc: { readonly first_line: number; readonly first_column: number };
      setInput(text: string): void;
      /** The number of the next token, or false where a rule made none. */
      lex(): number | false;
    };
    readonly terminals_: Readonly<Record<number, string>>;
  };
}
