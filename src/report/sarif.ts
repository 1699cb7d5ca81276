import { CODES, type Code } from "../diagnostics/codes.ts";
import type { Diagnostic, Location, Severity } from "../diagnostics/diagnostic.ts";
import { inOrder, withoutRepeats } from "../diagnostics/order.ts";
import { printable } from "../diagnostics/text.ts";

/** Whose faults are told: the program and its version, and the file that stands for what has no place of its own. */
export interface SarifContext {
  readonly version: string;
  /** Path of homelab.yaml: Git hosts show a result at a line, or not at all. */
  readonly file: string;
}

const LEVEL: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

/**
 * Diagnostics as SARIF 2.1.0, which Git hosts read to mark the lines of a change.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif(diagnostics: readonly Diagnostic[], context: SarifContext): string {
  const told = inOrder(withoutRepeats(diagnostics));
  const codes = [...new Set(told.map(({ code }) => code))].sort();
  const document = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "k8sgen",
            semanticVersion: context.version,
            rules: codes.map(ruleOf),
          },
        },
        // Columns of diagnostics are UTF-16 units.
        columnKind: "utf16CodeUnits",
        results: told.map((diagnostic) => resultOf(diagnostic, codes, context)),
      },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function ruleOf(code: Code): object {
  const { title, explanation, severity } = CODES[code];
  return {
    id: code,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: explanation },
    help: { text: explanation, markdown: explanation },
    defaultConfiguration: { level: LEVEL[severity] },
  };
}

function resultOf(
  { code, severity, message, hint, location, path, related = [] }: Diagnostic,
  codes: readonly Code[],
  { file }: SarifContext,
): object {
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: LEVEL[severity],
    message: { text: lines(hint === undefined ? message : `${message}\nHint: ${hint}`) },
    locations: [
      {
        ...placeOf(location ?? { file, line: 1, column: 1 }),
        ...(path === undefined || path === ""
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: printable(path) }] }),
      },
    ],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((other, index) => ({
            id: index + 1,
            ...placeOf(other.location),
            message: { text: lines(other.message) },
          })),
        }),
  };
}

const lines = (text: string): string => text.split("\n").map(printable).join("\n");

function placeOf({ file, line, column, endLine, endColumn }: Location): object {
  return {
    physicalLocation: {
      artifactLocation: artifactOf(file),
      region: {
        startLine: line,
        startColumn: column,
        ...(endLine === undefined ? {} : { endLine }),
        ...(endColumn === undefined ? {} : { endColumn }),
      },
    },
  };
}

/** Blueprints that come with k8sgen are no files of the repository that is checked. */
const OWN = "k8sgen/";

/** Paths are relative to the folder of the command, which in CI is the root of the repository; others are URIs. */
function artifactOf(file: string): object {
  if (/^https:\/\//.test(file)) return { uri: encodeURI(file) };
  const uri = file.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
  if (/^[A-Za-z]%3A\//.test(uri)) return { uri: `file:///${uri.replace("%3A", ":")}` };
  if (uri.startsWith("/")) return { uri: `file://${uri}` };
  return uri.startsWith(OWN)
    ? { uri: uri.slice(OWN.length), uriBaseId: "K8SGEN" }
    : { uri: uri.replace(/^(\.\/)+/, ""), uriBaseId: "%SRCROOT%" };
}
