import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";
import { type Json, typeName } from "../values/json.ts";
import type { Origin } from "../values/tracked.ts";
import { primaryLocation } from "../values/tracked.ts";

export const templateSyntax = (reason: string, location: Location): Diagnostic =>
  diagnostic("E_TEMPLATE_SYNTAX", `The template cannot be parsed: ${reason}.`, {
    location,
    hint: "to print braces as they are, write `\\{{`, or put the text into a file below `files/`",
  });

export const undefinedValue = (
  expression: string,
  location: Location,
  near: string | undefined,
): Diagnostic =>
  diagnostic("E_TEMPLATE_UNDEFINED", `\`{{${expression}}}\` has no value here.`, {
    location,
    hint:
      near === undefined
        ? "test it with `{{#if}}`, or give it a default in schema.json"
        : `did you mean \`${near}\`?`,
  });

export const unknownHelper = (name: string, location: Location, near: string | undefined): Diagnostic =>
  diagnostic("E_TEMPLATE_HELPER", `There is no helper \`${name}\`.`, {
    location,
    hint: near === undefined ? "docs/blueprints.md lists the helpers" : `did you mean \`${near}\`?`,
  });

export const refusedSyntax = (what: string, location: Location): Diagnostic =>
  diagnostic("E_TEMPLATE_HELPER", `${what} is not allowed in a template.`, { location });

export const wrongArgument = (helper: string, reason: string, location: Location): Diagnostic =>
  diagnostic("E_TEMPLATE_ARGUMENT", `\`${helper}\`: ${reason}.`, { location });

export const budgetExceeded = (what: string, location: Location): Diagnostic =>
  diagnostic("E_TEMPLATE_BUDGET", `The template ${what}.`, { location });

export const expandedYaml = (reason: string, location: Location): Diagnostic =>
  diagnostic("E_TEMPLATE_YAML", `With its values filled in, the template is not YAML: ${reason}`, {
    location,
  });

export const valueMisplaced = (reason: string, origin: Origin): Diagnostic =>
  diagnostic("E_TEMPLATE_VALUE", reason, {
    location: primaryLocation(origin),
    path: origin.value?.path,
    related:
      origin.value !== undefined && origin.template !== undefined
        ? [{ message: "used by the template at", location: origin.template }]
        : undefined,
  });

export const wordRefused = (value: Json, file: string, origin: Origin): Diagnostic =>
  diagnostic(
    "E_TEMPLATE_WORD",
    typeof value === "string"
      ? `${JSON.stringify(value)} is not one word; \`${file}\` could be read as something else with it.`
      : `${value === null || typeof value === "object" ? typeName(value) : String(value)} cannot stand in \`${file}\`.`,
    {
      location: primaryLocation(origin),
      path: origin.value?.path,
      hint: "words are letters and digits, with `.`, `:`, `-` and `_` between them; numbers are whole",
      related:
        origin.value !== undefined && origin.template !== undefined
          ? [{ message: "used by the template at", location: origin.template }]
          : undefined,
    },
  );

export const severalDocuments = (file: string, count: number): Diagnostic =>
  diagnostic("E_TEMPLATE_YAML", `A template of JSON expands to one document, not to ${count}.`, {
    location: { file, line: 1, column: 1 },
  });
