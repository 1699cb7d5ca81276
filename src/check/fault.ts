import type { Code } from "../diagnostics/codes.ts";
import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Path } from "../values/json.ts";
import { formatPath } from "../values/path.ts";
import type { View } from "./view.ts";

/** A text that begins with a capital letter. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

interface Other {
  readonly message: string;
  readonly path: Path;
}

/** One fault of a rule, at a value of the file, with the other place where two of them contradict each other. */
export function fault(
  code: Code,
  message: string,
  view: View,
  path: Path,
  hint?: string,
  other?: Other,
): Diagnostic {
  return diagnostic(code, message, {
    path: formatPath(path),
    location: view.positions.value(path),
    hint,
    related:
      other === undefined
        ? undefined
        : [{ message: other.message, location: view.positions.value(other.path) }],
  });
}
