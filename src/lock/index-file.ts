import { parseYaml } from "../load/yaml.ts";
import { isArray, isObject, type Json } from "../values/json.ts";
import { ChartFault } from "./fault.ts";

/** One version of a chart in the index of a repository. https://helm.sh/docs/topics/chart_repository/#the-index-file */
export interface IndexEntry {
  readonly version: string;
  /** The rest of the entry; read when it is asked for. */
  readonly details: () => { readonly urls: readonly string[]; readonly digest?: string };
}

/**
 * All versions of a chart; undefined where the index does not know it. An index has up to hundreds of thousands of lines,
 * which a YAML parser needs a minute for: block YAML, as Helm writes it, is cut at its indentation, and only the entry
 * that is asked for is parsed. JSON and YAML of any other form are parsed whole.
 * @throws ChartFault of kind `source`
 */
export function versionsIn(index: string, chart: string): readonly IndexEntry[] | undefined {
  const lines = index.split(/\r?\n/);
  const start = lines.findIndex((line) => /^entries:\s*(#.*)?$/.test(line));
  const found = start < 0 ? "other form" : fromLines(lines, start + 1, chart);
  return found === "other form" ? fromValue(parseWhole(index), chart) : found;
}

/** A YAML parser is slow, and an index in flow style of this size is not known. */
const WHOLE_LIMIT = 4 * 1024 * 1024;

function parseWhole(index: string): Json {
  try {
    return JSON.parse(index) as Json;
  } catch {
    const value = index.length > WHOLE_LIMIT ? undefined : parseYaml("index.yaml", index).value?.value;
    if (isObject(value)) return value;
    throw new ChartFault("source", "its index.yaml is not the index of a Helm repository");
  }
}

function fromValue(value: Json, chart: string): readonly IndexEntry[] | undefined {
  const entries = isObject(value) ? value.entries : undefined;
  if (!isObject(entries))
    throw new ChartFault("source", "its index.yaml is not the index of a Helm repository");
  const versions = Object.hasOwn(entries, chart) ? entries[chart] : undefined;
  if (!isArray(versions)) return undefined;
  return versions.flatMap((entry): IndexEntry[] =>
    isObject(entry) && typeof entry.version === "string"
      ? [{ version: entry.version, details: () => detailsOf(entry) }]
      : [],
  );
}

const indentOf = (line: string): number => line.length - line.trimStart().length;
const isBlank = (line: string): boolean => /^\s*(#.*)?$/.test(line);

/** "other form" where the chart's versions are no block sequence. */
function fromLines(
  lines: readonly string[],
  first: number,
  chart: string,
): readonly IndexEntry[] | "other form" | undefined {
  const rest = lines.slice(first);
  const sample = rest.find((line) => !isBlank(line));
  const indent = sample === undefined ? 0 : indentOf(sample);
  if (indent === 0) return undefined;
  const names = [chart, `"${chart}"`, `'${chart}'`].map((name) => `${" ".repeat(indent)}${name}:`);
  const start = rest.findIndex((line) => names.includes(line.trimEnd()));
  if (start < 0)
    return rest.some((line) => names.some((name) => line.startsWith(name))) ? "other form" : undefined;
  const body: string[] = [];
  for (const line of rest.slice(start + 1)) {
    const depth = indentOf(line);
    if (!isBlank(line) && (depth < indent || (depth === indent && !line.slice(depth).startsWith("- "))))
      break;
    body.push(line);
  }
  return items(body).map((item) => ({
    version: versionOf(item),
    details: () => {
      const value = parseYaml("index.yaml", item.join("\n")).value?.value;
      const entry = isArray(value) ? value[0] : undefined;
      if (!isObject(entry))
        throw new ChartFault("source", `its index.yaml cannot be read where it speaks of \`${chart}\``);
      return detailsOf(entry);
    },
  }));
}

/** Cuts a block sequence before each of its dashes. */
function items(lines: readonly string[]): readonly (readonly string[])[] {
  const sample = lines.find((line) => !isBlank(line));
  const dash = `${" ".repeat(sample === undefined ? 0 : indentOf(sample))}- `;
  const found: string[][] = [];
  for (const line of lines) {
    if (line.startsWith(dash)) found.push([line]);
    else found.at(-1)?.push(line);
  }
  return found;
}

/** The value of `version:` among the keys of an item, at the indentation of the first one. */
function versionOf([first = "", ...rest]: readonly string[]): string {
  const indent = first.length - first.replace(/^\s*-\s+/, "").length;
  const key = `${" ".repeat(indent)}version:`;
  const line = [`${" ".repeat(indent)}${first.slice(indent)}`, ...rest].find((each) => each.startsWith(key));
  const value = line?.slice(key.length).trim() ?? "";
  return /^"([^"\\]*)"$|^'([^']*)'$/.test(value) ? value.slice(1, -1) : value;
}

function detailsOf(entry: { readonly [key: string]: Json }): ReturnType<IndexEntry["details"]> {
  const urls = isArray(entry.urls) ? entry.urls.filter((url) => typeof url === "string") : [];
  const digest = typeof entry.digest === "string" ? entry.digest.replace(/^sha256:/i, "").toLowerCase() : "";
  return { urls, ...(digest === "" ? {} : { digest: `sha256:${digest}` }) };
}
