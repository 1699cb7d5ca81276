import type { Action, ActionFile } from "../changes/model.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { diagnosticsJson } from "./json.ts";
import { plural } from "./summary.ts";

/** How the output would change, and what is to be done then. */
export interface ChangesReport {
  readonly name: string;
  /** The folder of the output. */
  readonly folder: string;
  readonly actions: readonly Action[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Files that are shown of each action; the rest is counted. */
const SHOWN = 12;

const MARKS = { added: "+", changed: "~", removed: "-" } as const;

/** For people: the actions in their order, each with its files and with what to run. */
export function changesText({ name, folder, actions }: ChangesReport): string {
  const paths = new Set(actions.flatMap(({ files }) => files.map(({ path }) => path)));
  if (paths.size === 0) return `${name}: a build changes nothing in ${folder}\n`;
  const head = `${name}: a build changes ${plural(paths.size, "file")} in ${folder}; after it, in that folder:`;
  return `${[head, ...actions.map(actionText)].join("\n\n")}\n`;
}

function actionText({ title, nodes, commands, files }: Action): string {
  const more = files.length - SHOWN;
  return [
    nodes.length === 0 ? title : `${title} (${nodes.join(", ")})`,
    ...(more > 1 ? files.slice(0, SHOWN) : files).map(fileText),
    ...(more > 1 ? [`  … and ${more} more`] : []),
    ...commands.map((command) => `    $ ${command}`),
  ].join("\n");
}

const fileText = ({ path, change, reasons }: ActionFile): string =>
  `  ${MARKS[change]} ${path}${reasons.length === 0 ? "" : `: ${reasons.join("; ")}`}`;

/** One JSON document, with its keys in a fixed order. */
export const changesJson = ({ name, folder, actions, diagnostics }: ChangesReport): string =>
  `${JSON.stringify({ ok: true, name, diagnostics: diagnosticsJson(diagnostics), folder, actions }, null, 2)}\n`;
