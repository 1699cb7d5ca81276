import {
  type CANCEL_SYMBOL,
  cancel,
  confirm,
  intro,
  isCancel,
  log,
  multiselect,
  outro,
  select,
  text,
} from "@clack/prompts";
import type { Ask } from "../../init/interview.ts";
import type { Answer, Choice, Question } from "../../init/model.ts";

/** Asks in the terminal, on stdout. */
export const askInTerminal: Ask = async (question) => {
  const answer = await prompt(question);
  if (isCancel(answer)) return undefined;
  return answer;
};

function prompt(question: Question): Promise<Answer | typeof CANCEL_SYMBOL> {
  const { message } = question;
  switch (question.kind) {
    case "text": {
      const { suggestion, check } = question;
      const shown = suggestion === undefined ? {} : { placeholder: suggestion, defaultValue: suggestion };
      return text({ message, ...shown, validate: (typed) => check(typed || (suggestion ?? "")) });
    }
    case "one":
      return select({ message, options: options(question.choices), initialValue: question.suggestion });
    case "several":
      return multiselect({
        message,
        options: options(question.choices),
        initialValues: [...question.suggestion],
        required: false,
      });
  }
}

const options = (choices: readonly Choice[]): Choice[] => choices.map((choice) => ({ ...choice }));

/** Whether the file shall be written although it has faults. */
export async function writeNevertheless(faults: string): Promise<boolean> {
  log.warn(faults);
  const answer = await confirm({
    message: "These answers do not fit together. Write the file, so that you can mend it in an editor?",
    initialValue: true,
  });
  return answer === true;
}

export const begin = (): void => intro("k8sgen init");
export const end = (told: string): void => outro(told);
export const giveUp = (): void => cancel("Nothing was written.");
