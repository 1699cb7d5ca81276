import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";

export const notFormatted = (file: string, line: number): Diagnostic =>
  diagnostic(
    "E_FORMAT",
    "The file is not in the form that `k8sgen fmt` gives it; the first difference is here.",
    {
      location: { file, line, column: 1 },
      hint: `run \`k8sgen fmt -f ${file}\``,
    },
  );

export const versionMissing = (file: string, current: string): Diagnostic =>
  diagnostic("E_VERSION_MISSING", "The file has no `apiVersion`, so its version is not known.", {
    location: { file, line: 1, column: 1 },
    hint: `begin the file with \`apiVersion: ${current}\``,
  });

export const versionNewer = (version: string, current: string, location: Location): Diagnostic =>
  diagnostic(
    "E_VERSION_NEWER",
    `\`${version}\` is newer than \`${current}\`, the newest version that this k8sgen understands.`,
    { location, path: "apiVersion", hint: "install a newer k8sgen" },
  );

export const versionUnknown = (
  version: string,
  meant: string | undefined,
  known: readonly string[],
  location: Location,
): Diagnostic =>
  diagnostic("E_VERSION_UNKNOWN", `\`${version}\` is no version of the language.`, {
    location,
    path: "apiVersion",
    hint: meant === undefined ? `known: ${known.join(", ")}` : `did you mean \`${meant}\`?`,
  });

export const schemaLineMissing = (schema: string, location: Location): Diagnostic =>
  diagnostic("W_SCHEMA_LINE", `The editor's schema \`${schema}\` is not there.`, {
    location,
    hint: `\`k8sgen schema --output\` with that path writes it`,
  });

export const schemaLineStale = (schema: string, location: Location): Diagnostic =>
  diagnostic("W_SCHEMA_LINE", `The editor's schema \`${schema}\` is not what \`k8sgen schema\` writes now.`, {
    location,
    hint: `\`k8sgen schema --output\` with that path writes it again`,
  });
