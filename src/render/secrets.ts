import { parse } from "yaml";
import { getAt, isObject, type Json, type JsonObject } from "../values/json.ts";
import { looksSecret } from "../verify/secrets.ts";

/** Keys that hold the settings of a program, and are written to files by their names. */
const SETTINGS = /\.(ya?ml|json|toml|ini|conf|cfg|properties|env|tmpl|sh|lua|alloy|river)$/;

/**
 * Keys of a Secret that would stand in Git in clear text. Settings of a program are no secret as long as no password is
 * among them; charts keep them in Secrets because there could be one.
 */
export function clearKeys(object: JsonObject): readonly string[] {
  if (object.kind !== "Secret" || object.apiVersion !== "v1") return [];
  return ["data", "stringData"].flatMap((part) => {
    const contents = getAt(object, [part]);
    return Object.entries(isObject(contents) ? contents : {}).flatMap(([key, value]) => {
      const text = typeof value !== "string" ? "" : part === "data" ? decoded(value) : value;
      return text.trim() === "" || (SETTINGS.test(key) && !looksSecret(read(text))) ? [] : [key];
    });
  });
}

const decoded = (text: string): string => Buffer.from(text, "base64").toString("utf8");

/** What is no YAML, and so no JSON, is looked at as one text. */
function read(text: string): Json {
  try {
    return parse(text, { maxAliasCount: 100 }) as Json;
  } catch {
    return text;
  }
}
