import type { Blueprint } from "../schema/blueprints.ts";
import type { JsonObject } from "../values/json.ts";
import type { Lan } from "./lan.ts";

/** What was answered: a text as it was typed, or what was picked. */
export type Answer = string | readonly string[];

/** Answers by the id of their question, in the order in which they were given. */
export type Answers = ReadonlyMap<string, Answer>;

/** Something to pick. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

interface Asked {
  /** Key path of what is asked for, as `network.lan.cidr`; or a name of its own. */
  readonly id: string;
  readonly message: string;
}

/** A question of the interview, as data. */
export type Question =
  | (Asked & {
      readonly kind: "text";
      /** What is taken when nothing is typed; undefined where nobody can know it. */
      readonly suggestion: string | undefined;
      /** What is wrong with an answer; undefined where nothing is. */
      readonly check: (text: string) => string | undefined;
    })
  | (Asked & { readonly kind: "one"; readonly choices: readonly Choice[]; readonly suggestion: string })
  | (Asked & {
      readonly kind: "several";
      readonly choices: readonly Choice[];
      readonly suggestion: readonly string[];
    });

/** What the questions depend on beside the answers. */
export interface Surroundings {
  /** The composed schema of homelab.yaml. */
  readonly schema: JsonObject;
  readonly core: JsonObject;
  readonly blueprints: readonly Blueprint[];
  readonly lan?: Lan;
  /** Public keys of the person who asks, as lines of authorized_keys. */
  readonly keys: readonly string[];
  /** A homelab whose providers and values are suggested, as that of an example. */
  readonly model: JsonObject;
}

/** The answer to a question that was asked; empty for one that was not. */
export function textOf(answers: Answers, id: string): string {
  const answer = answers.get(id);
  return typeof answer === "string" ? answer.trim() : "";
}

/** What was picked; nothing where it was not asked for. */
export function pickedOf(answers: Answers, id: string): readonly string[] {
  const answer = answers.get(id) ?? [];
  return typeof answer === "string" ? [answer] : answer;
}
