import { diagnostic } from "../diagnostics/create.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

export const noSuggestion = (question: string, problem: string | undefined): Diagnostic =>
  diagnostic(
    "E_INIT_ANSWER",
    `There is no suggestion for: ${question}${problem === undefined ? "" : `\n(${problem})`}`,
    { hint: "run `k8sgen init` in a terminal, without `--yes`" },
  );

export const homelabExists = (file: string): Diagnostic =>
  diagnostic("E_INIT_EXISTS", `\`${file}\` is there already.`, {
    hint: "`-f` names another file; `--force` writes over it",
  });

export const noSuchExample = (
  name: string,
  meant: string | undefined,
  known: readonly string[],
): Diagnostic =>
  diagnostic("E_INIT_EXAMPLE", `There is no example \`${name}\`.`, {
    hint: meant === undefined ? `examples: ${known.join(", ")}` : `did you mean \`${meant}\`?`,
  });

export const noTerminal = (): Diagnostic =>
  diagnostic("E_INIT_TERMINAL", "There is no terminal to ask questions in.", {
    hint: "`--yes` takes every suggestion; `--from turing-pi --yes` takes an example as it is",
  });
