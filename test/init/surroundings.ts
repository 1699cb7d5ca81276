import { loadLanguage } from "../../src/compile.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { homelabText } from "../../src/init/document.ts";
import { homelabOf } from "../../src/init/homelab.ts";
import type { Answer, Answers, Surroundings } from "../../src/init/model.ts";
import { nextQuestion } from "../../src/init/questions.ts";
import { parseYaml } from "../../src/load/yaml.ts";
import { isObject, type JsonObject } from "../../src/values/json.ts";
import { readText } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";

const { value: language } = loadLanguage("homelab.yaml", {
  fs: memoryFileSystem({}),
  package: { fs: nodeFileSystem, root: ROOT },
  sources: new Sources(),
});

export const ORDER = Object.keys(isObject(language.core.properties) ? language.core.properties : {});

const parsed = parseYaml("homelab.yaml", readText("examples/turing-pi/homelab.yaml")).value?.value;
/** The homelab of the example. */
export const EXAMPLE: JsonObject = isObject(parsed) ? parsed : {};

/** Built-in blueprints, no network, no keys and no model. */
export const NOTHING: Surroundings = { ...language, keys: [], model: {} };

/** Answers what is given, and takes the suggestion of every other question. */
export function answering(
  given: Readonly<Record<string, Answer>>,
  surroundings: Surroundings = NOTHING,
): Answers {
  const answers = new Map<string, Answer>();
  const left = new Set(Object.keys(given));
  for (;;) {
    const question = nextQuestion(answers, surroundings);
    if (question === undefined) break;
    const answer = given[question.id] ?? question.suggestion;
    if (answer === undefined) throw new Error(`${question.id}: there is no suggestion`);
    const fault = question.kind === "text" ? question.check(String(answer)) : undefined;
    if (fault !== undefined) throw new Error(`${question.id}: ${fault}`);
    left.delete(question.id);
    answers.set(question.id, answer);
  }
  if (left.size > 0) throw new Error(`never asked: ${[...left].join(", ")}`);
  return answers;
}

export const textOf = (answers: Answers, surroundings: Surroundings = NOTHING): string =>
  homelabText(homelabOf(answers, surroundings), ORDER, "homelab.schema.json");
