import { type CommandRow, quoted, valueRows, type Wanted } from "./tree.ts";

/** A script for zsh, for a file `_k8sgen` in `fpath`, or `source <(k8sgen completion zsh)`. */
export function zshScript(name: string, rows: readonly CommandRow[]): string {
  const known = rows.slice(1).map(({ path }) => `"${path}"`);
  return `#compdef ${name}
_${name}() {
  local at="" word prev="\${words[CURRENT-1]}"
  local -a commands options
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at/$word" in ${known.join("|")}) at="$at/$word" ;; esac
  done
  case "$at $prev" in
${valueRows(rows)
  .map(({ patterns, wants }) => `    ${patterns}) ${action(wants)}; return ;;`)
  .join("\n")}
  esac
  case "$at" in
${rows
  .map(
    (row) =>
      `    "${row.path}")\n      commands=(${commandsOf(row).join(" ")})\n      options=(${optionsOf(row).join(" ")}) ;;`,
  )
  .join("\n")}
  esac
  _describe command commands
  _describe -o option options
}
if [ "\${funcstack[1]}" = "_${name}" ]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

/** The first colon parts the word from its text. */
const described = (word: string, text: string): string => quoted(`${word.replaceAll(":", "\\:")}:${text}`);

const commandsOf = ({ commands, choices }: CommandRow): readonly string[] => [
  ...commands.map(({ name, description }) => described(name, description)),
  ...choices.map((choice) => quoted(choice)),
];

const optionsOf = ({ options }: CommandRow): readonly string[] =>
  options.flatMap(({ names, description }) => names.map((option) => described(option, description)));

function action(wants: Wanted): string {
  if (wants.kind === "choice") return `compadd -- ${wants.choices.map(quoted).join(" ")}`;
  if (wants.kind === "file") return "_files";
  return wants.kind === "folder" ? "_files -/" : "_message value";
}
