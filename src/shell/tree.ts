import type { Argument, Command, Option } from "commander";

/** What stands after an option, or as an argument. */
export type Wanted =
  | { readonly kind: "nothing" | "file" | "folder" | "text" }
  | { readonly kind: "choice"; readonly choices: readonly string[] };

export interface OptionRow {
  /** `-f`, `--file`. */
  readonly names: readonly string[];
  readonly description: string;
  readonly wants: Wanted;
}

/** A command as completion sees it. */
export interface CommandRow {
  /** Empty for the program itself, then `/secrets`, `/secrets/list`. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly OptionRow[];
  /** What its first argument may be. */
  readonly choices: readonly string[];
}

/** All commands below one, itself first, as commander itself lists them in the help. */
export function commandRows(command: Command, path = ""): readonly CommandRow[] {
  const help = command.createHelp();
  const below = help.visibleCommands(command);
  const row: CommandRow = {
    path,
    commands: below.map((child) => ({ name: child.name(), description: child.description() })),
    options: help.visibleOptions(command).map((option) => ({
      names: [option.short, option.long].filter((name) => name !== undefined),
      description: option.description,
      wants: wantedBy(option),
    })),
    choices: command.registeredArguments[0]?.argChoices ?? [],
  };
  return [row, ...below.flatMap((child) => commandRows(child, `${path}/${child.name()}`))];
}

/** The placeholder tells what is meant: `--file <path>`, `--charts <folder>`. */
function wantedBy(option: Option & Partial<Pick<Argument, "argChoices">>): Wanted {
  if (!option.required && !option.optional) return { kind: "nothing" };
  if (option.argChoices !== undefined) return { kind: "choice", choices: option.argChoices };
  const placeholder = /[<[](\w+)/.exec(option.flags)?.[1];
  if (placeholder === "path") return { kind: "file" };
  return { kind: placeholder === "folder" ? "folder" : "text" };
}

/** Patterns of a shell's `case` for the options of each command whose value can be completed. */
export const valueRows = (rows: readonly CommandRow[]) =>
  rows.flatMap(({ path, options }) =>
    options
      .filter(({ wants }) => wants.kind !== "nothing")
      .map(({ names, wants }) => ({ patterns: names.map((name) => `"${path} ${name}"`).join("|"), wants })),
  );

/** A text as one word of a POSIX shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
