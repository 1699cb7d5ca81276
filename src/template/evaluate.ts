import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { isArray, isObject, type Json } from "../values/json.ts";
import { type Tracked, trackedAt, trackedConstant } from "../values/tracked.ts";
import type { AST } from "./ast.ts";
import { Budget, BudgetError, NESTING_LIMIT, nestsTooDeep } from "./budget.ts";
import { costOf, isShallow } from "./cost.ts";
import { type Argument, HELPERS, HelperError } from "./helpers.ts";
import {
  budgetExceeded,
  refusedSyntax,
  undefinedValue,
  unknownHelper,
  valueMisplaced,
  wrongArgument,
} from "./messages.ts";
import type { Output } from "./output.ts";
import type { Tokens } from "./tokens.ts";
import { isTruthy } from "./truth.ts";

/** A fault inside of a loop is told often enough. */
const FAULT_LIMIT = 100;
const BLOCKS = ["if", "unless", "each", "with"];

interface Scope {
  readonly context: Tracked | undefined;
  readonly data: Readonly<Record<string, Tracked>>;
  readonly names: Readonly<Record<string, Tracked | undefined>>;
  readonly parent?: Scope;
  /** How many blocks and helpers the context and the names have come through: what asking for their origins takes. */
  readonly depth: number;
}

/** Files of a blueprint that templates may print with the helper `file`, by their path below `files/`. */
export type TemplateFiles = ReadonlyMap<string, string>;

/**
 * Evaluates a template. It walks Handlebars' syntax tree instead of running compiled code, because it must know
 * for each expression which value it printed and from where, must count what it takes, and must not reach anything but
 * the own properties of the context.
 */
export class Evaluator {
  readonly #output: Output;
  readonly #tokens: Tokens;
  readonly #files: TemplateFiles;
  readonly #diagnostics: Diagnostic[];
  readonly #budget = new Budget();
  /** What is being evaluated: the place of a budget that is used up. */
  #node: AST.Node | undefined;
  #nesting = 0;

  constructor(output: Output, tokens: Tokens, files: TemplateFiles, diagnostics: Diagnostic[]) {
    this.#output = output;
    this.#tokens = tokens;
    this.#files = files;
    this.#diagnostics = diagnostics;
  }

  run(program: AST.Program, context: Tracked): void {
    try {
      this.#program(program, { context, data: { root: context }, names: {}, depth: 0 });
    } catch (error) {
      if (!(error instanceof BudgetError)) throw error;
      // The evaluation ends here: what comes after it would be the same error again.
      this.#diagnostics.push(budgetExceeded(error.message, this.#at(this.#node ?? program)));
    }
  }

  #program(program: AST.Program, scope: Scope): void {
    this.#enter();
    for (const statement of program.body) {
      this.#step(statement);
      if (statement.type === "ContentStatement") {
        this.#budget.write(statement.value.length);
        this.#budget.work(statement.original.length);
        this.#output.content(statement);
      } else if (statement.type === "MustacheStatement") this.#mustache(statement, scope);
      else if (statement.type === "BlockStatement") this.#block(statement, scope);
      else if (statement.type !== "CommentStatement") {
        const what = statement.type.startsWith("Partial") ? "A partial" : "A decorator";
        this.#diagnostics.push(refusedSyntax(what, this.#at(statement)));
      }
    }
    this.#nesting--;
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
    this.#node = statement;
    this.#budget.write(this.#budget.sizeOf(value.value));
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
      this.#branch(block, isTruthy(value?.value), this.#inner(scope, value, block, [value]), scope);
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
      this.#step(block);
      const item = trackedAt(list, [key]);
      const data = {
        key: trackedConstant(key),
        index: trackedConstant(index),
        first: trackedConstant(index === 0),
        last: trackedConstant(index === keys.length - 1),
      };
      const inner = this.#inner(scope, item, block, [item, trackedConstant(key)]);
      if (block.program !== undefined)
        this.#program(block.program, { ...inner, data: { ...scope.data, ...data } });
    });
  }

  #inner(
    parent: Scope,
    context: Tracked | undefined,
    block: AST.Block,
    values: readonly (Tracked | undefined)[],
  ): Scope {
    const depth = parent.depth + block.params.reduce((most, param) => Math.max(most, depthOf(param)), 1);
    if (depth > NESTING_LIMIT) throw nestsTooDeep();
    const named = (block.program?.blockParams ?? []).map((name, index) => [name, values[index]] as const);
    const names = named.length === 0 ? parent.names : { ...parent.names, ...Object.fromEntries(named) };
    if (named.length > 0) this.#budget.step(Object.keys(names).length);
    return { context, data: parent.data, names, parent, depth };
  }

  #expression(expression: AST.Expression, scope: Scope): Tracked | undefined {
    this.#step(expression);
    if (expression.type === "PathExpression") return this.#resolve(expression, scope);
    if (expression.type === "SubExpression") return this.#call(expression, scope);
    if (expression.type === "NullLiteral") return trackedConstant(null);
    if (expression.type === "UndefinedLiteral") return undefined;
    if (expression.value !== Number.POSITIVE_INFINITY && expression.value !== Number.NEGATIVE_INFINITY)
      return trackedConstant(expression.value);
    this.#diagnostics.push(valueMisplaced("The number is too large.", { template: this.#at(expression) }));
    return trackedConstant(null);
  }

  #call(call: AST.Call, scope: Scope): Tracked | undefined {
    if (this.#isPath(call)) return this.#expression(call.path, scope);
    const name = text(call.path);
    const helper = Object.hasOwn(HELPERS, name) ? HELPERS[name] : undefined;
    if (helper === undefined) {
      this.#diagnostics.push(unknownHelper(name, this.#at(call.path), nearest(name, Object.keys(HELPERS))));
      return trackedConstant(null);
    }
    this.#enter();
    const toArgument = (expression: AST.Expression): Argument => this.#expression(expression, scope);
    const args = call.params.map(toArgument);
    const hash = Object.fromEntries(
      (call.hash?.pairs ?? []).map((pair) => [pair.key, toArgument(pair.value)]),
    );
    this.#nesting--;
    this.#node = call;
    this.#budget.work(costOf(name, [...args, ...Object.values(hash)], this.#budget) + scope.depth);
    try {
      const result = helper(args, hash, this.#files);
      const size = this.#budget.sizeOf(result?.value);
      if (!isShallow(name)) this.#budget.work(size);
      return result;
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
    if (path.depth + path.parts.length > NESTING_LIMIT) throw nestsTooDeep();
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
    this.#node = node;
    this.#budget.step();
    if (this.#diagnostics.length > FAULT_LIMIT) throw new BudgetError(`has more than ${FAULT_LIMIT} faults`);
  }

  #enter(): void {
    if (++this.#nesting > NESTING_LIMIT) throw nestsTooDeep();
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

/** How deep an expression nests; the walk has been through it. */
const depthOf = (expression: AST.Expression): number =>
  expression.type === "SubExpression"
    ? [...expression.params, ...(expression.hash?.pairs ?? []).map(({ value }) => value)].reduce(
        (most, param) => Math.max(most, 1 + depthOf(param)),
        1,
      )
    : 1;

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
