import { CODES, type Code } from "./codes.ts";
import type { Diagnostic } from "./diagnostic.ts";

type Details = Omit<Diagnostic, "code" | "severity" | "message">;

/**
 * Makes a diagnostic with the severity of its code. Only message constructors call this: each message has one
 * function, so that its words exist once.
 */
export function diagnostic(
  code: Code,
  message: string,
  details: Partial<Undefinable<Details>> = {},
): Diagnostic {
  const present = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
  return { code, severity: CODES[code].severity, message, ...present };
}

type Undefinable<T> = { [K in keyof T]: T[K] | undefined };
