import type { AddressRow } from "../check/address-book.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { printable } from "../diagnostics/text.ts";
import { diagnosticsJson } from "./json.ts";
import { plural } from "./summary.ts";

/** Addresses, then who uses them, one line each. */
export function addressesText(rows: readonly AddressRow[]): string {
  const width = Math.max(0, ...rows.map(({ text }) => text.length));
  return rows.map(({ text, usedBy }) => `${printable(text).padEnd(width)}  ${printable(usedBy)}\n`).join("");
}

/** `lan` is null and `addresses` empty where they cannot be read. `ok` is false where the homelab has faults. */
export const addressesJson = (
  lan: string | undefined,
  addresses: readonly (AddressRow | string)[],
  diagnostics: readonly Diagnostic[],
): string =>
  `${JSON.stringify({ ok: !hasErrors(diagnostics), lan: lan ?? null, addresses, diagnostics: diagnosticsJson(diagnostics) }, null, 2)}\n`;

/** That a file has faults which may hide addresses; undefined where it has none. */
export function otherFaults(file: string, diagnostics: readonly Diagnostic[]): string | undefined {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return errors === 0
    ? undefined
    : `${plural(errors, "error")} in ${printable(file)} may hide addresses: \`k8sgen build\` tells them\n`;
}
