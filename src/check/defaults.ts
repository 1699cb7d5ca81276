import { isObject, type Json } from "../values/json.ts";

/** Fills in what follows from other fields: with one provider of storage, that is the default one. */
export function withDerivedDefaults(value: Json): Json {
  if (!isObject(value) || !isObject(value.storage) || value.storage.default !== undefined) return value;
  const [only, ...more] = Object.keys(value.storage);
  return only === undefined || more.length > 0
    ? value
    : { ...value, storage: { ...value.storage, default: only } };
}
