import type { Result } from "../diagnostics/diagnostic.ts";
import { noSuggestion } from "./messages.ts";
import type { Answer, Answers, Question, Surroundings } from "./model.ts";
import { nextQuestion } from "./questions.ts";

/** Asks one question; undefined where the person has had enough. */
export type Ask = (question: Question) => Promise<Answer | undefined>;

/** Asks until there is nothing more to ask; undefined where it was given up. */
export async function interview(ask: Ask, surroundings: Surroundings): Promise<Answers | undefined> {
  const answers = new Map<string, Answer>();
  for (;;) {
    const question = nextQuestion(answers, surroundings);
    if (question === undefined) return answers;
    const answer = await ask(question);
    if (answer === undefined) return undefined;
    answers.set(question.id, answer);
  }
}

/** Takes every suggestion; a fault where there is none, or none that would do. */
export function suggestedAnswers(surroundings: Surroundings): Result<Answers> {
  const answers = new Map<string, Answer>();
  for (;;) {
    const question = nextQuestion(answers, surroundings);
    if (question === undefined) return { value: answers, diagnostics: [] };
    const { suggestion } = question;
    const problem = question.kind === "text" ? question.check(question.suggestion ?? "") : undefined;
    if (suggestion === undefined || problem !== undefined)
      return { diagnostics: [noSuggestion(question.message, problem)] };
    answers.set(question.id, suggestion);
  }
}
