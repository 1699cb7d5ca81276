import { type CommandRow, valueRows, type Wanted } from "./tree.ts";

/** A script for bash 3.2 and newer, for `source <(k8sgen completion bash)`. */
export function bashScript(name: string, rows: readonly CommandRow[]): string {
  const known = rows.slice(1).map(({ path }) => `"${path}"`);
  return `_${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at="" words="" i
  # bash takes --output=json apart at the sign.
  if [ "$cur" = "=" ]; then cur=""
  elif [ "$prev" = "=" ]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at/\${COMP_WORDS[i]}" in ${known.join("|")}) at="$at/\${COMP_WORDS[i]}" ;; esac
  done
  local IFS=$'\\n'
  case "$at $prev" in
${valueRows(rows)
  .map(({ patterns, wants }) => `    ${patterns}) ${action(wants)}; return ;;`)
  .join("\n")}
  esac
  case "$at" in
${rows.map((row) => `    "${row.path}") words=$'${wordsOf(row).join("\\n")}' ;;`).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _${name} ${name}
`;
}

const wordsOf = ({ commands, choices, options }: CommandRow): readonly string[] => [
  ...commands.map((command) => command.name),
  ...choices,
  ...options.flatMap(({ names }) => names),
];

function action(wants: Wanted): string {
  if (wants.kind === "choice") return `COMPREPLY=($(compgen -W $'${wants.choices.join("\\n")}' -- "$cur"))`;
  if (wants.kind === "file" || wants.kind === "folder")
    return `compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen ${wants.kind === "file" ? "-f" : "-d"} -- "$cur"))`;
  return "COMPREPLY=()";
}
