import { isObject, type Json, type JsonObject } from "../values/json.ts";
import { OWN_RANGES } from "./own-ranges.ts";

/** Fills in what follows from other fields. */
export function withDerivedDefaults(value: Json): Json {
  return isObject(value) ? withIpv6Ranges(withDefaultStorage(value)) : value;
}

/** With one provider of storage, that is the default one. */
function withDefaultStorage(value: JsonObject): JsonObject {
  if (!isObject(value.storage) || value.storage.default !== undefined) return value;
  const [only, ...more] = Object.keys(value.storage);
  return only === undefined || more.length > 0
    ? value
    : { ...value, storage: { ...value.storage, default: only } };
}

/** A LAN with both families makes a cluster with both. */
function withIpv6Ranges(value: JsonObject): JsonObject {
  const { kubernetes, network } = value;
  if (!isObject(kubernetes) || kubernetes.ipv6 !== undefined) return value;
  if (!isObject(network) || !isObject(network.lan) || !isObject(network.lan.ipv6)) return value;
  return { ...value, kubernetes: { ...kubernetes, ipv6: { ...OWN_RANGES[6] } } };
}
