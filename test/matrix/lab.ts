import { isObject, type Json, type JsonObject } from "../../src/values/json.ts";
import { compileText } from "../support/compile.ts";
import { BASE, CHOICES, type Choice } from "./choices.ts";

/** JSON Merge Patch. https://www.rfc-editor.org/rfc/rfc7396 */
function merged(under: Json | undefined, over: Json): Json {
  if (!isObject(over)) return over;
  const result: Record<string, Json> = isObject(under) ? { ...under } : {};
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

/** The base with some choices, as a file. JSON is YAML. */
export const homelabWith = (...choices: readonly Choice[]): string =>
  JSON.stringify(
    choices.reduce<JsonObject>((homelab, { keys }) => merged(homelab, keys) as JsonObject, BASE),
    null,
    2,
  );

/** What is wrong with the base and some choices: the codes and paths of errors, sorted; a fault without a place is told as such. */
export function faultsOf(...choices: readonly Choice[]): readonly string[] {
  const { diagnostics, compiled } = compileText(homelabWith(...choices));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0 && compiled === undefined) return ["no output, and no reason"];
  const told = errors.map(({ code, location, path }) =>
    [code, location === undefined ? "nowhere" : (path ?? "")].join(" ").trimEnd(),
  );
  return [...new Set(told)].sort();
}

/** Every two choices of which neither is another way of the other one. */
export const pairs = (): readonly (readonly [Choice, Choice])[] =>
  CHOICES.flatMap((one, index) =>
    CHOICES.slice(index + 1).flatMap((other) =>
      one.slot !== "" && one.slot === other.slot && one.slot !== "apps.*" ? [] : [[one, other] as const],
    ),
  );
