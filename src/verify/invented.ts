import type { RenderedObject } from "../engine/protocol.ts";
import { readChartValues } from "../lock/chart-archive.ts";
import { isArray, isObject, type Json, type JsonObject, type Path } from "../values/json.ts";
import { formatPath } from "../values/path.ts";
import { identity } from "./messages.ts";

/** More says nothing new: one certificate is in a Secret, in webhooks and in checksums. */
const SHOWN = 4;

/** The fields in which two renders of a chart differ, as `Secret one/s data.password`. Never what they hold. */
export function inventedFields(
  first: readonly RenderedObject[],
  second: readonly RenderedObject[],
): readonly string[] {
  const found = first.flatMap((object, index) => {
    const other = second[index];
    const name = identity(object);
    if (other === undefined || identity(other) !== name) return [name];
    return differences(object.content ?? null, other.content ?? null, []).map(
      (path) => `${name} ${formatPath(path)}`,
    );
  });
  return found.slice(0, SHOWN);
}

function differences(a: Json, b: Json, path: Path): readonly Path[] {
  if (isObject(a) && isObject(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
      differences(a[key] ?? null, b[key] ?? null, [...path, key]),
    );
  if (isArray(a) && isArray(b) && a.length === b.length)
    return a.flatMap((item, index) => differences(item, b[index] ?? null, [...path, index]));
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [path];
}

/** Names that charts give to values which stand in for what they would invent. */
const TAKING =
  /^existing.*secret|secretname$|passwordsecret$|^certmanager$|^cert-manager$|^autogenerate|^generate|^selfsigned/i;

/** Paths of a chart's values whose names say that they take what the chart would invent, or switch that off. */
export function takingValues(archive: Uint8Array): readonly string[] {
  const values = readChartValues(archive);
  return values === undefined ? [] : taking(values, []).slice(0, SHOWN).map(formatPath);
}

const taking = (values: JsonObject, path: Path): readonly Path[] =>
  Object.entries(values).flatMap(([key, value]) => {
    const here = [...path, key];
    if (TAKING.test(key)) return [here];
    return isObject(value) ? taking(value, here) : [];
  });
