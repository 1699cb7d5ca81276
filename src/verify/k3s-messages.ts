import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Origin } from "../values/tracked.ts";
import { at, file } from "./messages.ts";

/** @param role the role that does not know the key, where the other one does */
export const k3sKeyUnknown = (
  origin: Origin,
  component: string,
  key: string,
  role: string | undefined,
  meant: string | undefined,
): Diagnostic =>
  diagnostic(
    "E_NODE_CONFIG",
    role === undefined
      ? `\`${component}\` asks K3s for \`${key}\`, which this release does not know.`
      : `\`${component}\` asks K3s for \`${key}\` on every node, and the command \`k3s ${role}\` does not know it.`,
    {
      ...at(origin),
      ...(role !== undefined
        ? { hint: `say \`roles: [${role === "agent" ? "server" : "agent"}]\` beside it` }
        : meant === undefined
          ? {}
          : { hint: `did you mean \`${meant}\`?` }),
    },
  );

export const k3sValueWrong = (origin: Origin, component: string, key: string, wanted: string): Diagnostic =>
  diagnostic(
    "E_NODE_CONFIG",
    `\`${component}\` gives K3s' \`${key}\` a value that it does not take: it wants ${wanted}.`,
    at(origin),
  );

export const k3sServersDiffer = (
  origin: Origin | undefined,
  key: string,
  first: string,
  second: string,
): Diagnostic =>
  diagnostic(
    "E_NODE_CONFIG",
    `K3s' \`${key}\` differs between the servers \`${first}\` and \`${second}\`: one would not join the other.`,
    {
      ...(origin === undefined ? { location: file(`k3s/${second}/config.yaml`) } : at(origin)),
      hint: "ask for it on all servers",
    },
  );
