import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

export const noSuchCode = (code: string, near: string | undefined): Diagnostic =>
  diagnostic("E_EXPLAIN_UNKNOWN", `There is no code \`${code}\`.`, {
    hint: near === undefined ? "docs/diagnostics.md lists all codes" : `did you mean \`${near}\`?`,
  });

export const noSuchKey = (
  text: string,
  parent: string,
  meant: string | undefined,
  known: readonly string[],
): Diagnostic =>
  diagnostic("E_EXPLAIN_UNKNOWN", `homelab.yaml has no key \`${text}\`.`, {
    hint: meant !== undefined ? `did you mean \`${meant}\`?` : listed(parent, known),
  });

const listed = (parent: string, known: readonly string[]): string =>
  known.length === 0
    ? `write a key as \`network.lan.cidr\`, \`nodes[].address\` or \`apps.*.image\`${parent === "" ? "" : `; \`${parent}\` has no named keys`}`
    : `keys of ${parent === "" ? "the file" : `\`${parent}\``}: ${known.join(", ")}`;
