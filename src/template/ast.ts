/** The part of Handlebars' syntax tree that templates may use (handlebars 4, docs/compiler-api.md). */
export declare namespace AST {
  interface Position {
    line: number;
    column: number;
  }
  interface Node {
    loc: { start: Position; end: Position };
  }
  interface Program extends Node {
    type: "Program";
    body: Statement[];
    blockParams?: string[];
  }
  interface Content extends Node {
    type: "ContentStatement";
    value: string;
    original: string;
  }
  interface Comment extends Node {
    type: "CommentStatement";
  }
  interface Call extends Node {
    path: Expression;
    params: Expression[];
    hash?: { pairs: (Node & { key: string; value: Expression })[] };
  }
  interface Mustache extends Call {
    type: "MustacheStatement";
  }
  interface Block extends Call {
    type: "BlockStatement";
    program?: Program;
    inverse?: Program;
  }
  /** Partials and decorators: parsed, and refused. */
  interface Refused extends Node {
    type: "PartialStatement" | "PartialBlockStatement" | "Decorator" | "DecoratorBlock";
  }
  type Statement = Content | Comment | Mustache | Block | Refused;

  interface PathExpression extends Node {
    type: "PathExpression";
    data: boolean;
    depth: number;
    parts: string[];
    original: string;
  }
  interface SubExpression extends Call {
    type: "SubExpression";
  }
  interface Literal extends Node {
    type: "StringLiteral" | "NumberLiteral" | "BooleanLiteral";
    value: string | number | boolean;
    original: string | number | boolean;
  }
  interface Null extends Node {
    type: "NullLiteral";
  }
  interface Undefined extends Node {
    type: "UndefinedLiteral";
  }
  type Expression = PathExpression | SubExpression | Literal | Null | Undefined;
}
