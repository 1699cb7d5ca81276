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
/** Nor, until it gave that up, one with a larger file; a parser of YAML needs minutes for ten times as much. */
const FILE_LIMIT = 5 * 1024 * 1024;
const METADATA_LIMIT = 1024 * 1024;
const SCHEMA_LIMIT = 4 * 1024 * 1024;
const VALUES_LIMIT = 1024 * 1024;
/** Charts in charts of charts; more is nobody's dependency. */
const NESTING_LIMIT = 5;

/**
 * Reads Chart.yaml out of a chart archive, in memory; nothing is unpacked to a disk.
 * @throws ChartFault of kind `archive`
 */
export function readChartArchive(archive: Uint8Array): ChartMetadata {
  const tar = unpack(archive, UNPACKED_LIMIT);
  measure(tar);
  const text = fileText(tar, "Chart.yaml", METADATA_LIMIT);
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
  const text = fileText(unpack(archive, UNPACKED_LIMIT), "values.schema.json", SCHEMA_LIMIT);
  if (text === undefined) return undefined;
  try {
    const value: Json = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    throw new ChartFault("archive", "its values.schema.json is no JSON");
  }
}

/** The default values of a chart; undefined where there are none that can be read. */
export function readChartValues(archive: Uint8Array): JsonObject | undefined {
  const text = fileText(unpack(archive, UNPACKED_LIMIT), "values.yaml", VALUES_LIMIT);
  const value = text === undefined ? undefined : parseYaml("values.yaml", text).value?.value;
  return isObject(value) ? value : undefined;
}

/** The text of `<folder>/<file>`. */
function fileText(tar: Buffer, file: string, limit: number): string | undefined {
  for (const { isFile, name, content } of membersOf(tar)) {
    const [folder, base, ...below] = name.replace(/^\.\//, "").split("/");
    const isIt = isFile && folder !== "" && base === file && below.length === 0;
    if (isIt && content.length <= limit) return content.toString("utf8");
  }
  return undefined;
}

const scalarText = (value: Json | undefined): string | undefined =>
  (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : undefined;

/**
 * Holds an archive and its files against the limits, together with the archives inside of it. Helm measures each for itself, so that a
 * small chart could make gigabytes of its dependencies.
 * @throws ChartFault of kind `archive`
 */
export function checkUnpacked(archive: Uint8Array): void {
  measure(unpack(archive, UNPACKED_LIMIT));
}

/** What unpacks, by what it holds: a name in a header of its own kind could hide it. */
function measure(tar: Buffer, room = UNPACKED_LIMIT - tar.length, depth = 1): number {
  let left = room;
  for (const { content } of membersOf(tar)) {
    if (content.length > FILE_LIMIT)
      throw new ChartFault("archive", `a file in it has more than ${FILE_LIMIT} bytes`);
    if (content[0] !== 0x1f || content[1] !== 0x8b) continue;
    if (depth > NESTING_LIMIT) throw new ChartFault("archive", "it holds archives in archives without end");
    const inner = unpackInner(content, left);
    left -= inner.length;
    if (isTar(inner)) left = measure(inner, left, depth + 1);
  }
  return left;
}

function unpack(archive: Uint8Array, limit: number): Buffer {
  try {
    return gunzipSync(archive, { maxOutputLength: limit });
  } catch (error) {
    throw isTooLarge(error) ? tooLarge() : new ChartFault("archive", "it is no gzipped archive, or cut off");
  }
}

/** What is in an archive may begin as one and be something else: then it unpacks to nothing. */
function unpackInner(content: Uint8Array, limit: number): Buffer {
  try {
    return gunzipSync(content, { maxOutputLength: Math.max(1, limit) });
  } catch (error) {
    if (isTooLarge(error)) throw tooLarge();
    return Buffer.alloc(0);
  }
}

const isTooLarge = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";

const tooLarge = (): ChartFault =>
  new ChartFault("archive", `it unpacks to more than ${UNPACKED_LIMIT} bytes`);

const BLOCK = 512;

const isTar = (bytes: Buffer): boolean =>
  bytes.length >= BLOCK && bytes.toString("latin1", 257, 262) === "ustar";

interface Member {
  readonly name: string;
  /** False for links, folders, devices and headers of the format itself. */
  readonly isFile: boolean;
  readonly content: Buffer;
}

/**
 * The members of a tar, one after the other. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 * @throws ChartFault of kind `archive`
 */
function* membersOf(tar: Buffer): Generator<Member> {
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return;
    const size = Number.parseInt(field(header, 124, 12).trim(), 8);
    if (!Number.isSafeInteger(size) || size < 0 || at + BLOCK + size > tar.length)
      throw new ChartFault("archive", "it is cut off, or no tar");
    yield {
      name: field(header, 0, 100),
      isFile: ["0", ""].includes(field(header, 156, 1)),
      content: tar.subarray(at + BLOCK, at + BLOCK + size),
    };
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}

/** A text that ends with its first NUL. */
function field(header: Buffer, start: number, length: number): string {
  const bytes = header.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return bytes.toString("utf8", 0, end < 0 ? length : end);
}
