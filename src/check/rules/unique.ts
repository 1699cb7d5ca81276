import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { isArray, isObject, type Json, type Path } from "../../values/json.ts";
import { usedTwice } from "../messages.ts";
import type { View } from "../view.ts";

/**
 * Texts in a map that must differ from each other: `x-k8sgen-unique` is a list of groups, a group a list of places.
 * A step `*` of a place is each item or value, and a last step `@` each key: `[["env.@", "secretEnv.@"],
 * ["volumes.*.path", "scratch.*"]]`.
 */
export function uniqueRules(view: View): readonly Diagnostic[] {
  return view.annotated("x-k8sgen-unique").flatMap(({ path, value, annotation }) =>
    groupsOf(annotation).flatMap((places) => {
      const seen = new Map<string, Path>();
      return places
        .flatMap((place) => textsAt(value, place.split("."), path))
        .flatMap(({ text, at }) => {
          const other = seen.get(text);
          if (other === undefined) seen.set(text, at);
          return other === undefined ? [] : [usedTwice(view, text, at, other)];
        });
    }),
  );
}

const groupsOf = (annotation: Json): readonly (readonly string[])[] =>
  (isArray(annotation) ? annotation : []).map((group) => (isArray(group) ? group.map(String) : []));

interface Text {
  readonly text: string;
  readonly at: Path;
}

function textsAt(value: Json | undefined, [step, ...rest]: readonly string[], at: Path): readonly Text[] {
  if (step === undefined) return typeof value === "string" ? [{ text: value, at }] : [];
  const isMap = isObject(value);
  if (step === "@") return isMap ? Object.keys(value).map((key) => ({ text: key, at: [...at, key] })) : [];
  if (step !== "*")
    return isMap && Object.hasOwn(value, step) ? textsAt(value[step], rest, [...at, step]) : [];
  if (isArray(value)) return value.flatMap((item, index) => textsAt(item, rest, [...at, index]));
  return isMap ? Object.entries(value).flatMap(([key, item]) => textsAt(item, rest, [...at, key])) : [];
}
