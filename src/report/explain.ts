import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { printable } from "../diagnostics/text.ts";
import type { CodeDocs } from "../explain/explain.ts";
import type { KeyDocs } from "../explain/key.ts";
import type { Json } from "../values/json.ts";
import { diagnosticsJson } from "./json.ts";

/** One JSON document; `explanation` is null where there was nothing to explain. */
export const explanationJson = (
  docs: CodeDocs | KeyDocs | undefined,
  diagnostics: readonly Diagnostic[],
): string =>
  `${JSON.stringify({ explanation: docs ?? null, diagnostics: diagnosticsJson(diagnostics) }, null, 2)}\n`;

/** For people: a heading, the text, then one fact per line. */
export function explanationText(docs: CodeDocs | KeyDocs): string {
  const lines =
    docs.kind === "code"
      ? [`${docs.code} (${docs.severity}): ${docs.title}`, "", docs.explanation]
      : keyLines(docs);
  return `${lines.map(printable).join("\n")}\n`;
}

function keyLines(docs: KeyDocs): readonly string[] {
  const { path, title, description, type, isRequired, limits, values, examples, keys, blueprint } = docs;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["type", `${type}${isRequired ? ", required" : ", optional"}`],
    ["deprecated", docs.deprecated],
    ["default", docs.default === undefined ? undefined : shown(docs.default)],
    ...limits.map((limit) => ["limit", limit] as const),
    ...examples.map((example) => ["example", shown(example)] as const),
    ["blueprint", blueprint === undefined ? undefined : `${blueprint.name} (${blueprint.folder})`],
  ];
  return [
    path === "" ? title : `${path}: ${title}`,
    "",
    ...(description === "" ? [] : [description, ""]),
    ...facts.flatMap(([name, text]) => (text === undefined ? [] : [`${`${name}: `.padEnd(11)}${text}`])),
    ...block(
      "values",
      values.map(({ value, text }) => [shown(value), text ?? ""]),
    ),
    ...block(
      "keys",
      keys.map(({ name, summary, isRequired: isNeeded }) => [
        name,
        isNeeded ? `${summary} (required)` : summary,
      ]),
    ),
  ];
}

function block(title: string, rows: readonly (readonly [string, string])[]): readonly string[] {
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(([name]) => name.length));
  return ["", `${title}:`, ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`.trimEnd())];
}

/** As it would stand in the file; flow style is YAML too. */
const shown = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));
