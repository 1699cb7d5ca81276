import type { CommandRow, OptionRow } from "./tree.ts";

/** A script for fish 3 and newer, for `k8sgen completion fish | source`. */
export function fishScript(name: string, rows: readonly CommandRow[]): string {
  const known = rows.slice(1).map(({ path }) => path);
  return `function __${name}_at
  set -l at ""
  for word in (commandline -opc)[2..-1]
    if contains -- "$at/$word" ${known.join(" ")}
      set at "$at/$word"
    end
  end
  test "$at" = "$argv[1]"
end
complete -c ${name} -f
${rows.flatMap((row) => linesOf(name, row)).join("\n")}
`;
}

function linesOf(name: string, { path, commands, choices, options }: CommandRow): readonly string[] {
  const start = `complete -c ${name} -n ${quoted(`__${name}_at "${path}"`)}`;
  return [
    ...commands.map((command) => `${start} -a ${quoted(command.name)} -d ${quoted(command.description)}`),
    ...choices.map((choice) => `${start} -a ${quoted(choice)}`),
    ...options.map((option) => `${start} ${optionWords(option)} -d ${quoted(option.description)}`),
  ];
}

function optionWords({ names, wants }: OptionRow): string {
  const words = names.map((option) =>
    option.startsWith("--") ? `-l ${option.slice(2)}` : `-s ${option.slice(1)}`,
  );
  const value =
    wants.kind === "choice"
      ? [`-x -a ${quoted(wants.choices.join(" "))}`]
      : {
          nothing: [],
          text: ["-x"],
          file: ["-r -F"],
          folder: [`-x -a ${quoted("(__fish_complete_directories)")}`],
        }[wants.kind];
  return [...words, ...value].join(" ");
}

/** In single quotes fish knows two escapes: of the quote, and of the backslash. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
