import type { Code } from "./codes.ts";

/** How bad a diagnostic is. Only an error stops a build. */
export type Severity = "error" | "warning" | "info";

/** A place in a source file. Lines and columns count from 1, columns in UTF-16 units. */
export interface Location {
  /** Path as the user would write it, relative to the working directory where possible. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** End of the marked range, exclusive; absent where only a point is known. */
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** One fault or remark, as data. Every stage returns these; nothing is thrown for a user's fault. */
export interface Diagnostic {
  /** Stable code, a key of `CODES`; documented in docs/diagnostics.md. */
  readonly code: Code;
  readonly severity: Severity;
  /** What is wrong, one sentence, without the place. */
  readonly message: string;
  readonly location?: Location;
  /** Key path in the user's words, as `network.lan.cidr` or `nodes[2].address`. */
  readonly path?: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Further places that explain the fault: the other one of two duplicates, the template's line. */
  readonly related?: readonly RelatedLocation[];
}

export interface RelatedLocation {
  readonly message: string;
  readonly location: Location;
}

/** The value of a stage together with what it found. `value` is absent where an error left none. */
export interface Result<T> {
  readonly value?: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** True where at least one diagnostic stops the build. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}
