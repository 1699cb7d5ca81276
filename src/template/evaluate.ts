import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { isArray, isObject, type Json } from "../values/json.ts";
import { type Tracked, trackedAt, trackedConstant } from "../values/tracked.ts";
import type { AST } from "./ast.ts";
import { type Argument, HELPERS, HelperError } from "./helpers.ts";
import { budgetExceeded, refusedSyntax, undefinedValue, unknownHelper, wrongArgument } from "./messages.ts";
import type { Output } from "./output.ts";
import type { Tokens } from "./tokens.ts";
import { isTruthy } from "./truth.ts";

const STEP_LIMIT = 200_000;
const LENGTH_LIMIT = 4 * 1024 * 1024;
const BLOCKS = ["if", "unless", "each", "with"];

interface Scope {
  readonly context: Tracked | undefined;
  readonly data: Readonly<Record<string, Tracked>>;
  readonly names: Readonly<Record<string, Tracked | undefined>>;
  readonly parent?: Scope;
}

/** Files of a blueprint that templates may print with the helper `file`, by their path below `files/`. */
export type TemplateFiles = ReadonlyMap<string, string>;

/** Stops the evaluation after an error that would only be repeated. */
class Stopped extends Error {}

/**
 * Evaluates a template. It walks Handlebars' syntax tree instead of running compiled code, because it must know
 * for each expression which value it printed and from where, must count steps, and must not reach anything but
 * the own properties of the context.
 */
export class Evaluator {
  readonly #output: Output;
  readonly #tokens: Tokens;
  readonly #files: TemplateFiles;
  readonly #diagnostics: Diagnostic[];
  #steps = 0;

  constructor(output: Output, tokens: Tokens, files: TemplateFiles, diagnostics: Diagnostic[]) {
    this.#output = output;
    this.#tokens = tokens;
    this.#files = files;
    this.#diagnostics = diagnostics;
  }

  run(program: AST.Program, context: Tracked): void {
    try {
      this.#program(program, { context, data: { root: context }, names: {} });
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
  }

  #program(program: AST.Program, scope: Scope): void {
    for (const statement of program.body) {
      this.#step(statement);
      if (statement.type === "ContentStatement") this.#output.content(statement);
      else if (statement.type === "MustacheStatement") this.#mustache(statement, scope);
      else if (statement.type === "BlockStatement") this.#block(statement, scope);
      else if (statement.type !== "CommentStatement") {
        const what = statement.type.startsWith("Partial") ? "A partial" : "A decorator";
        this.#diagnostics.push(refusedSyntax(what, this.#at(statement)));
      }
    }
  }

  #mustache(statement: AST.Mustache, scope: Scope): void {
    const value = this.#call(statement, scope);
    const location = this.#at(statement);
    if (value === undefined) {
      this.#diagnostics.push(
        undefinedValue(
          text(statement.path),
          location,
          this.#isPath(statement) ? this.#near(statement.path, scope) : undefined,
        ),
      );
      // A placeholder all the same: without it the text would be faulty YAML, and that would be told as well.
      this.#output.token(this.#tokens.emit({ value: trackedConstant(null), template: location }), statement);
      return;
    }
    this.#output.token(this.#tokens.emit({ value, template: location }), statement);
  }

  #block(block: AST.Block, scope: Scope): void {
    const name = text(block.path);
    if (!BLOCKS.includes(name)) {
      this.#diagnostics.push(unknownHelper(name, this.#at(block.path), nearest(name, BLOCKS)));
      return;
    }
    const [param, ...more] = block.params;
    if (param === undefined || more.length > 0) {
      this.#diagnostics.push(wrongArgument(name, "it takes one argument", this.#at(block)));
      return;
    }
    const value = this.#expression(param, scope);
    if (name === "each") this.#each(block, value, scope);
    else if (name === "with")
      this.#branch(
        block,
        isTruthy(value?.value),
        this.#inner(scope, value, block.program?.blockParams, [value]),
        scope,
      );
    else this.#branch(block, isTruthy(value?.value) === (name === "if"), scope, scope);
  }

  #branch(block: AST.Block, taken: boolean, inside: Scope, otherwise: Scope): void {
    if (taken && block.program !== undefined) this.#program(block.program, inside);
    if (!taken && block.inverse !== undefined) this.#program(block.inverse, otherwise);
  }

  #each(block: AST.Block, list: Tracked | undefined, scope: Scope): void {
    const keys = list === undefined ? [] : keysOf(list.value);
    if (list === undefined || keys.length === 0) {
      this.#branch(block, false, scope, scope);
      return;
    }
    keys.forEach((key, index) => {
      const item = trackedAt(list, [key]);
      const data = {
        key: trackedConstant(key),
        index: trackedConstant(index),
        first: trackedConstant(index === 0),
        last: trackedConstant(index === keys.length - 1),
      };
      const inner = this.#inner(scope, item, block.program?.blockParams, [item, trackedConstant(key)]);
      if (block.program !== undefined)
        this.#program(block.program, { ...inner, data: { ...scope.data, ...data } });
    });
  }

  #inner(
    parent: Scope,
    context: Tracked | undefined,
    names: readonly string[] | undefined,
    values: readonly (Tracked | undefined)[],
  ): Scope {
    const named = Object.fromEntries((names ?? []).map((name, index) => [name, values[index]]));
    return { context, data: parent.data, names: { ...parent.names, ...named }, parent };
  }

  #expression(expression: AST.Expression, scope: Scope): Tracked | undefined {
    this.#step(expression);
    if (expression.type === "PathExpression") return this.#resolve(expression, scope);
    if (expression.type === "SubExpression") return this.#call(expression, scope);
    if (expression.type === "NullLiteral") return trackedConstant(null);
    return expression.type === "UndefinedLiteral" ? undefined : trackedConstant(expression.value);
  }

  #call(call: AST.Call, scope: Scope): Tracked | undefined {
    if (this.#isPath(call)) return this.#expression(call.path, scope);
    const name = text(call.path);
    const helper = Object.hasOwn(HELPERS, name) ? HELPERS[name] : undefined;
    if (helper === undefined) {
      this.#diagnostics.push(unknownHelper(name, this.#at(call.path), nearest(name, Object.keys(HELPERS))));
      return trackedConstant(null);
    }
    const toArgument = (expression: AST.Expression): Argument => this.#expression(expression, scope);
    const args = call.params.map(toArgument);
    const hash = Object.fromEntries(
      (call.hash?.pairs ?? []).map((pair) => [pair.key, toArgument(pair.value)]),
    );
    try {
      return helper(args, hash, this.#files);
    } catch (error) {
      if (!(error instanceof HelperError)) throw error;
      this.#diagnostics.push(wrongArgument(name, error.message, this.#at(call)));
      // The one fault is told; a value keeps the rest of the template from telling it again.
      return trackedConstant(null);
    }
  }

  /** An expression without arguments is always a path: no helper is called without any. */
  #isPath(call: AST.Call): boolean {
    return call.params.length === 0 && (call.hash?.pairs.length ?? 0) === 0;
  }

  #resolve(path: AST.PathExpression, scope: Scope): Tracked | undefined {
    const { start, parts } = this.#start(path, scope);
    return start === undefined ? undefined : trackedAt(start, steps(start.value, parts));
  }

  #start(path: AST.PathExpression, scope: Scope): { start: Tracked | undefined; parts: readonly string[] } {
    const [head, ...rest] = path.parts;
    if (path.data)
      return {
        start: head !== undefined && Object.hasOwn(scope.data, head) ? scope.data[head] : undefined,
        parts: rest,
      };
    let at: Scope | undefined = scope;
    for (let depth = 0; depth < path.depth; depth++) at = at?.parent;
    const named =
      head !== undefined &&
      path.depth === 0 &&
      !/^(this\b|\.)/.test(path.original) &&
      Object.hasOwn(scope.names, head);
    return named ? { start: scope.names[head], parts: rest } : { start: at?.context, parts: path.parts };
  }

  /** What was probably meant: the existing sibling nearest to the first step that does not exist. */
  #near(expression: AST.Expression, scope: Scope): string | undefined {
    if (expression.type !== "PathExpression") return undefined;
    const { start, parts } = this.#start(expression, scope);
    for (let length = parts.length - 1; length >= 0 && start !== undefined; length--) {
      const parent = trackedAt(start, steps(start.value, parts.slice(0, length)))?.value;
      const name = parts[length];
      if (isObject(parent) && name !== undefined) return nearest(name, Object.keys(parent));
    }
    return undefined;
  }

  #step(node: AST.Node): void {
    const over =
      ++this.#steps > STEP_LIMIT
        ? "takes more than 200,000 steps"
        : this.#output.length > LENGTH_LIMIT
          ? "writes more than 4 MiB"
          : undefined;
    if (over === undefined) return;
    this.#diagnostics.push(budgetExceeded(over, this.#at(node)));
    throw new Stopped();
  }

  #at(node: AST.Node): Location {
    return this.#output.location(node);
  }
}

const keysOf = (value: Json): readonly (string | number)[] =>
  isArray(value) ? value.map((_, index) => index) : isObject(value) ? Object.keys(value) : [];

function text(expression: AST.Expression): string {
  if (expression.type === "PathExpression") return expression.original;
  return expression.type === "SubExpression"
    ? "(...)"
    : expression.type === "NullLiteral" || expression.type === "UndefinedLiteral"
      ? "null"
      : String(expression.value);
}

/** Steps into lists are numbers. */
function steps(start: Json, parts: readonly string[]): (string | number)[] {
  let node: Json | undefined = start;
  return parts.map((part) => {
    const step = isArray(node) && /^\d+$/.test(part) ? Number(part) : part;
    node = isArray(node)
      ? typeof step === "number"
        ? node[step]
        : undefined
      : isObject(node) && Object.hasOwn(node, part)
        ? node[part]
        : undefined;
    return step;
  });
}
