import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { isObject } from "../values/json.ts";
import type { Tracked } from "../values/tracked.ts";
import type { TemplateFiles } from "./evaluate.ts";
import { evaluateTemplate, expandTemplate, type TemplateSource } from "./expand.ts";
import { severalDocuments, wordRefused } from "./messages.ts";
import { type TextFormat, wordOf } from "./words.ts";

/**
 * Expands a template to text of a format that is no YAML. Each value is one word of it; one that could be more, or
 * something else, is a fault at the line where it was written. Lines that begin and end with nothing are cut off;
 * the text is empty where nothing is left.
 */
export function expandText(
  template: TemplateSource,
  context: Tracked,
  files: TemplateFiles,
  format: TextFormat,
): Result<string> {
  const evaluated = evaluateTemplate(template, context, files);
  if (evaluated.value === undefined) return { diagnostics: evaluated.diagnostics };
  const { output, tokens } = evaluated.value;
  const diagnostics: Diagnostic[] = [];
  const text = tokens
    .split(output.text)
    .map((part) => {
      if (typeof part === "string") return part;
      const word = wordOf(format, part.value.value);
      if (word === undefined)
        diagnostics.push(
          wordRefused(part.value.value, nameOf(template.file), {
            ...part.value.originOf([]),
            template: part.template,
          }),
        );
      return word ?? "";
    })
    .join("")
    .replace(/\r\n?/g, "\n")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\n+$/g, "");
  if (diagnostics.length > 0) return { diagnostics };
  return { value: text === "" ? "" : `${text}\n`, diagnostics };
}

/** Expands a template of YAML to JSON: typed and whole, as objects are. Empty where the template is. */
export function expandJson(template: TemplateSource, context: Tracked, files: TemplateFiles): Result<string> {
  const expanded = expandTemplate(template, context, files);
  if (expanded.value === undefined) return { diagnostics: expanded.diagnostics };
  const diagnostics: Diagnostic[] = [];
  const [document, ...more] = expanded.value;
  if (more.length > 0) diagnostics.push(severalDocuments(template.file, more.length + 1));
  if (diagnostics.length > 0) return { diagnostics };
  const value = document?.value;
  const isEmpty = value === undefined || (isObject(value) && Object.keys(value).length === 0);
  return { value: isEmpty ? "" : `${JSON.stringify(value, null, 2)}\n`, diagnostics };
}

/** `dhcp.conf` of `.../router/dhcp.conf.hbs`. */
const nameOf = (file: string): string => (file.split("/").at(-1) ?? file).replace(/\.hbs$/, "");
