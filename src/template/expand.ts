import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { type Memo, NO_MEMO } from "../values/memo.ts";
import type { Tracked } from "../values/tracked.ts";
import { nestsTooDeep } from "./budget.ts";
import { Evaluator, type TemplateFiles } from "./evaluate.ts";
import { budgetExceeded, templateSyntax } from "./messages.ts";
import { tooDeepAt } from "./nesting.ts";
import { Output } from "./output.ts";
import { type ParsedTemplate, rememberedTemplate } from "./parse.ts";
import { readDocuments } from "./read.ts";
import { Tokens } from "./tokens.ts";

/** A template as it was loaded: its path, for diagnostics, and its text. */
export interface TemplateSource {
  readonly file: string;
  readonly text: string;
  /** What texts that it expands to were parsed to before. */
  readonly memo?: Memo;
}

/** Contributions are expanded twice, with what others contribute; their text is parsed once. */
const PARSED = new WeakMap<TemplateSource, ParsedTemplate>();

/** A template walked through: its text with placeholders, and what they stand for. */
export interface Evaluated {
  readonly output: Output;
  readonly tokens: Tokens;
}

/** Walks through a template; what its text is read as is for others to decide. */
export function evaluateTemplate(
  template: TemplateSource,
  context: Tracked,
  files: TemplateFiles,
): Result<Evaluated> {
  const deep = tooDeepAt(template.text);
  if (deep !== undefined)
    return { diagnostics: [budgetExceeded(nestsTooDeep().message, { file: template.file, ...deep })] };
  const parsed = PARSED.get(template) ?? rememberedTemplate(template.text, template.memo ?? NO_MEMO);
  PARSED.set(template, parsed);
  if ("error" in parsed) {
    return {
      diagnostics: [
        templateSyntax(parsed.error, { file: template.file, line: parsed.line, column: parsed.column }),
      ],
    };
  }
  const diagnostics: Diagnostic[] = [];
  const output = new Output(template.file, template.text);
  const tokens = new Tokens(template.text);
  new Evaluator(output, tokens, files, diagnostics).run(parsed.program, context);
  return diagnostics.length > 0 ? { diagnostics } : { value: { output, tokens }, diagnostics };
}

/**
 * Expands a template to the YAML documents it describes. Values are put in after the YAML was parsed, typed and
 * whole: `{{replicas}}` is a number, `{{labels}}` a map, and neither can change what surrounds it. Between quotes
 * or beside other text a value becomes a string. Empty documents are left out.
 */
export function expandTemplate(
  template: TemplateSource,
  context: Tracked,
  files: TemplateFiles,
): Result<readonly Tracked[]> {
  const evaluated = evaluateTemplate(template, context, files);
  if (evaluated.value === undefined) return { diagnostics: evaluated.diagnostics };
  const diagnostics: Diagnostic[] = [];
  const value = readDocuments(
    evaluated.value.output,
    evaluated.value.tokens,
    diagnostics,
    template.memo ?? NO_MEMO,
  );
  return diagnostics.length > 0 ? { diagnostics } : { value, diagnostics };
}
