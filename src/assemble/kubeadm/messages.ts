import { diagnostic } from "../../diagnostics/create.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { type Ask, at } from "../nodes/messages.ts";

export const notInKubeadm = (key: string, ask: Ask): Diagnostic =>
  diagnostic(
    "E_DISTRIBUTION",
    `\`${ask.component}\` asks K3s for \`${key}\`, and kubeadm has nothing like it.`,
    {
      ...at(ask.origin),
      hint: "choose another component, or `kubernetes.distribution: k3s`",
    },
  );
