import type { AddressBook } from "../../check/address-book.ts";
import { readAddresses } from "../../compile.ts";
import { type Diagnostic, hasErrors } from "../../diagnostics/diagnostic.ts";
import { Sources } from "../../diagnostics/sources.ts";
import { nodeFileSystem } from "../../fs/node.ts";
import { addressesJson, otherFaults } from "../../report/addresses.ts";
import { EXIT } from "../exit.ts";
import type { HomelabOptions } from "../options.ts";
import { tell } from "../output.ts";
import { PACKAGE } from "../package.ts";

/** Options of all commands below `k8sgen ip`. */
export interface IpFlags extends HomelabOptions {
  readonly output: "text" | "json";
  readonly color: boolean;
}

interface Answer {
  readonly text: string;
  readonly json: string;
  /** Faults for which there is no whole answer; others of the homelab are only counted. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Answers a question about the addresses of a homelab; other faults of it do not keep the answer back. */
export function withAddresses(
  flags: IpFlags,
  answer: (book: AddressBook, found: readonly Diagnostic[]) => Answer,
): number {
  const sources = new Sources();
  const environment = { fs: nodeFileSystem, package: PACKAGE, sources, overlays: flags.overlays };
  const { value: book, diagnostics: found } = readAddresses(flags.file, environment);
  const answered =
    book === undefined
      ? { text: "", json: addressesJson(undefined, [], found), diagnostics: found }
      : answer(book, found);
  if (flags.output === "json") {
    process.stdout.write(answered.json);
    return hasErrors(answered.diagnostics) ? EXIT.faults : EXIT.ok;
  }
  process.stdout.write(answered.text);
  if (!hasErrors(answered.diagnostics)) process.stderr.write(otherFaults(flags.file, found) ?? "");
  return tell(answered.diagnostics, flags, sources);
}
