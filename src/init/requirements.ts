import { keysOf, type SchemaNode } from "../explain/node.ts";
import { isArray, isObject, type Json, type JsonObject } from "../values/json.ts";
import { leafQuestion, messageOf, parseAnswer } from "./leaf.ts";
import { type Answers, type Question, textOf } from "./model.ts";

/** What is suggested for a key, and what is wrong with an answer beyond its form. */
export interface Advice {
  suggestion(node: SchemaNode): string | undefined;
  check(node: SchemaNode, text: string): string | undefined;
}

/**
 * Asks for what a map must hold: which one of a choice, then each required key that has no default, also below. What may
 * be left out is left out.
 */
export function* requirements(
  node: SchemaNode,
  root: JsonObject,
  answers: Answers,
  advice: Advice,
): Generator<Question> {
  const choice = choiceOf(node, root);
  const [first] = choice;
  if (first !== undefined)
    yield {
      id: node.path,
      kind: "one",
      message: messageOf(node),
      choices: choice.map(({ name, schema }) => ({
        value: name,
        label: labelOf(schema, name),
        ...hintOf(schema),
      })),
      suggestion: choice.find(({ name }) => name === advice.suggestion(node))?.name ?? first.name,
    };
  for (const key of wanted(node, root, answers)) {
    if (isMap(key.schema)) yield* requirements(key, root, answers, advice);
    else yield leafQuestion(key, root, advice.suggestion(key), (text) => advice.check(key, text));
  }
}

/** The map that the answers make. */
export function requiredValue(node: SchemaNode, root: JsonObject, answers: Answers): JsonObject {
  return Object.fromEntries(
    wanted(node, root, answers).map((key): [string, Json] => [
      key.name,
      isMap(key.schema)
        ? requiredValue(key, root, answers)
        : parseAnswer(key, root, textOf(answers, key.path)),
    ]),
  );
}

type Key = ReturnType<typeof keysOf>[number];

/** The keys that are written: the chosen one, and those that are required. */
function wanted(node: SchemaNode, root: JsonObject, answers: Answers): readonly Key[] {
  const choice = choiceOf(node, root);
  const chosen = textOf(answers, node.path);
  return keysOf(node, root).filter(({ name, schema, isRequired }) =>
    choice.some((key) => key.name === name) ? name === chosen : isRequired && schema.default === undefined,
  );
}

/** The keys of which a map wants exactly one; none where it is no such map. */
function choiceOf(node: SchemaNode, root: JsonObject): readonly Key[] {
  const { minProperties, maxProperties, "x-k8sgen-choice": named } = node.schema;
  const keys = keysOf(node, root);
  if (isArray(named)) return keys.filter(({ name }) => named.includes(name));
  return minProperties === 1 && maxProperties === 1 ? keys : [];
}

const isMap = ({ type, properties }: JsonObject): boolean => type === "object" || isObject(properties);

const labelOf = ({ title }: JsonObject, name: string): string => (typeof title === "string" ? title : name);
const hintOf = ({ description }: JsonObject): { hint?: string } =>
  typeof description === "string" ? { hint: description } : {};
