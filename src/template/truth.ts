import { isArray, type Json } from "../values/json.ts";

/** Handlebars' own rule for `if`: nothing, false, 0, the empty string and the empty list are false; `{}` is true. */
export function isTruthy(value: Json | undefined): boolean {
  return isArray(value) ? value.length > 0 : Boolean(value);
}
