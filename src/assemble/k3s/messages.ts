import { diagnostic } from "../../diagnostics/create.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { type Ask, at } from "../nodes/messages.ts";

export const secretInConfig = (key: string, ask: Ask): Diagnostic =>
  diagnostic("E_SECRET_CLEAR", `\`${ask.component}\` would put a secret into K3s' config.yaml: \`${key}\`.`, {
    ...at(ask.origin),
    hint: "refer to a Secret or to a file on the node; its content is delivered there, and is never in the output",
  });
