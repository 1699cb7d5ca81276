import { itemOf, type SchemaNode } from "../explain/node.ts";
import { explainFaults } from "../schema/faults.ts";
import { createValidator } from "../schema/validator.ts";
import { isArray, isObject, type Json, type JsonObject } from "../values/json.ts";
import type { Question } from "./model.ts";

/** What a typed text means at a place of the schema: lists are separated by commas. */
export function parseAnswer({ schema, ...node }: SchemaNode, root: JsonObject, text: string): Json {
  const trimmed = text.trim();
  if (schema.type === "array") {
    const item = itemOf({ ...node, schema }, root);
    const parts = trimmed.split(",").filter((part) => part.trim() !== "");
    return parts.map((part) => (item === undefined ? part.trim() : parseAnswer(item, root, part)));
  }
  const isNumber = schema.type === "integer" || schema.type === "number" || isNumeric(schema.enum);
  if (isNumber && /^-?\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  if (schema.type === "boolean" && /^(true|false)$/.test(trimmed)) return trimmed === "true";
  return trimmed;
}

const isNumeric = (values: Json | undefined): boolean =>
  isArray(values) && values.every((value) => typeof value === "number");

/** What is wrong with a typed text by the schema, in the words of a build; undefined where nothing is. */
export function checkAnswer(node: SchemaNode, root: JsonObject, text: string): string | undefined {
  if (text.trim() === "") return "an answer is needed here";
  const value: JsonObject = { answer: parseAnswer(node, root, text) };
  const validator = createValidator({
    type: "object",
    properties: { answer: node.schema },
    ...(root.$defs === undefined ? {} : { $defs: root.$defs }),
  });
  const { faults } = validator.validate(value);
  return explainFaults(faults, value, NOWHERE)[0]?.message;
}

const NOWHERE = { value: () => undefined, key: () => undefined };

/** The text in which a value would be typed. */
export function asText(value: Json | undefined): string | undefined {
  if (value === undefined || value === null || isObject(value)) return undefined;
  if (!isArray(value)) return String(value);
  return value.length > 0 && value.every((item) => !isObject(item) && !isArray(item))
    ? value.join(", ")
    : undefined;
}

/** Asks for the value of a key that is no map. */
export function leafQuestion(
  node: SchemaNode,
  root: JsonObject,
  suggestion: string | undefined,
  check: (text: string) => string | undefined = () => undefined,
): Question {
  const { path, schema } = node;
  const choices = choicesOf(schema);
  const asked = { id: path, message: messageOf(node) };
  const [first] = choices;
  if (first !== undefined) {
    const isKnown = choices.some(({ value }) => value === suggestion);
    return { ...asked, kind: "one", choices, suggestion: isKnown ? String(suggestion) : first.value };
  }
  return {
    ...asked,
    kind: "text",
    suggestion,
    check: (text) => checkAnswer(node, root, text) ?? check(text),
  };
}

function choicesOf({ type, enum: values, enumDescriptions: texts }: JsonObject) {
  const all = type === "boolean" ? [true, false] : isArray(values) ? values : [];
  return all.map((value, index) => {
    const hint = isArray(texts) && type !== "boolean" ? texts[index] : undefined;
    return { value: String(value), label: String(value), ...(typeof hint === "string" ? { hint } : {}) };
  });
}

/** The title, the key, so that it is known again in the file, and what it means. */
export function messageOf({ path, schema }: SchemaNode): string {
  const title = typeof schema.title === "string" ? `${schema.title} ` : "";
  const about = typeof schema.description === "string" ? `: ${schema.description}` : "";
  return `${title}(${path})${about}`;
}
