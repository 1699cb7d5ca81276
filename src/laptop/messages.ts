import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic, Location } from "../diagnostics/diagnostic.ts";

export const laptopHas = (path: string, text: string, location: Location): Diagnostic =>
  diagnostic("I_LAPTOP", text, { path, location });
