import { gunzipSync } from "node:zlib";
import { parseYaml } from "../load/yaml.ts";
import { isObject, type Json, type JsonObject } from "../values/json.ts";
import { ChartFault } from "./fault.ts";

/** What a chart says of itself. https://helm.sh/docs/topics/charts/#the-chartyaml-file */
export interface ChartMetadata {
  readonly name: string;
  readonly version: string;
  readonly appVersion?: string;
}

/** Helm takes no chart that unpacks to more: https://pkg.go.dev/helm.sh/helm/v4/pkg/chart/loader/archive */
const UNPACKED_LIMIT = 100 * 1024 * 1024;
const METADATA_LIMIT = 1024 * 1024;
const SCHEMA_LIMIT = 4 * 1024 * 1024;

/**
 * Reads Chart.yaml out of a chart archive, in memory; nothing is unpacked to a disk.
 * @throws ChartFault of kind `archive`
 */
export function readChartArchive(archive: Uint8Array): ChartMetadata {
  const text = fileText(unpack(archive), "Chart.yaml", METADATA_LIMIT);
  if (text === undefined) throw new ChartFault("archive", "it holds no Chart.yaml");
  const value = parseYaml("Chart.yaml", text).value?.value;
  if (!isObject(value) || typeof value.name !== "string" || typeof value.version !== "string")
    throw new ChartFault("archive", "its Chart.yaml has no name and version");
  const appVersion = scalarText(value.appVersion);
  return {
    name: value.name,
    version: value.version,
    ...(appVersion === undefined ? {} : { appVersion }),
  };
}

/**
 * Reads the schema of a chart's values, which may be absent. https://helm.sh/docs/topics/charts/#schema-files
 * @throws ChartFault of kind `archive`
 */
export function readValuesSchema(archive: Uint8Array): JsonObject | undefined {
  const text = fileText(unpack(archive), "values.schema.json", SCHEMA_LIMIT);
  if (text === undefined) return undefined;
  try {
    const value: Json = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    throw new ChartFault("archive", "its values.schema.json is no JSON");
  }
}

const scalarText = (value: Json | undefined): string | undefined =>
  (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : undefined;

function unpack(archive: Uint8Array): Buffer {
  try {
    return gunzipSync(archive, { maxOutputLength: UNPACKED_LIMIT });
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw new ChartFault(
      "archive",
      isLarge ? `it unpacks to more than ${UNPACKED_LIMIT} bytes` : "it is no gzipped archive, or cut off",
    );
  }
}

const BLOCK = 512;

/** The text of `<folder>/<file>` in a tar. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html */
function fileText(tar: Buffer, file: string, limit: number): string | undefined {
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return undefined;
    const size = Number.parseInt(field(header, 124, 12).trim(), 8);
    if (!Number.isSafeInteger(size) || size < 0 || at + BLOCK + size > tar.length)
      throw new ChartFault("archive", "it is cut off, or no tar");
    const type = field(header, 156, 1);
    const name = field(header, 0, 100).replace(/^\.\//, "");
    if (
      (type === "0" || type === "") &&
      size <= limit &&
      name.split("/").length === 2 &&
      name.endsWith(`/${file}`)
    )
      return tar.toString("utf8", at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}

/** A text that ends with its first NUL. */
function field(header: Buffer, start: number, length: number): string {
  const bytes = header.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return bytes.toString("utf8", 0, end < 0 ? length : end);
}
