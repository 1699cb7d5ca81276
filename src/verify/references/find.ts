import { getAt, isArray, isObject, type Json, type JsonObject, type Path } from "../../values/json.ts";

/** A node and where it stands. */
export interface Found<T = Json> {
  readonly path: Path;
  readonly value: T;
}

/**
 * The nodes at a pattern of keys: `spec.tls.*.secretName` goes through every item of a list. What is not there, is
 * not found. Keys with a dot cannot be written.
 */
export function find(root: Json | undefined, pattern: string, at: Path = []): readonly Found[] {
  let found: readonly Found[] = root === undefined ? [] : [{ path: at, value: root }];
  for (const key of pattern.split("."))
    found = found.flatMap(({ path, value }): readonly Found[] => {
      if (key === "*")
        return isArray(value) ? value.map((item, index) => ({ path: [...path, index], value: item })) : [];
      const child = getAt(value, [key]);
      return child === undefined || child === null ? [] : [{ path: [...path, key], value: child }];
    });
  return found;
}

/** Those of the nodes that are texts with something in them. */
export const findTexts = (root: Json | undefined, pattern: string, at: Path = []): readonly Found<string>[] =>
  find(root, pattern, at).flatMap(({ path, value }) =>
    typeof value === "string" && value !== "" ? [{ path, value }] : [],
  );

/** Those of the nodes that are maps. */
export const findMaps = (
  root: Json | undefined,
  pattern: string,
  at: Path = [],
): readonly Found<JsonObject>[] =>
  find(root, pattern, at).flatMap(({ path, value }) => (isObject(value) ? [{ path, value }] : []));

/** The text at a key; undefined where there is none. */
export function textAt(value: Json | undefined, ...path: (string | number)[]): string | undefined {
  const text = getAt(value, path);
  return typeof text === "string" && text !== "" ? text : undefined;
}

/** A map of texts; what is no text is left out. */
export function textsIn(value: Json | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).flatMap(([key, text]) =>
      typeof text === "string" ? [[key, text]] : [],
    ),
  );
}
