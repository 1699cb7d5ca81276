import { type Document, isMap, isScalar } from "yaml";
import type { Result } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { parseYaml, type YamlFile } from "../load/yaml.ts";
import { isObject } from "../values/json.ts";
import { isNewer } from "../values/language-version.ts";
import { splitHead } from "./head.ts";
import { versionMissing, versionNewer, versionUnknown } from "./messages.ts";
import { printDocument, readDocument } from "./style.ts";

/** One step from a version of the language to the next one. */
export interface Migration {
  readonly from: string;
  readonly to: string;
  /** What it changes, as in `renames network.foo to network.bar`. */
  readonly title: string;
  /**
   * Changes the document in place: nodes are renamed and moved, not made anew, so that their comments go with them.
   * `apiVersion` is none of its business.
   */
  readonly apply: (document: Document) => void;
}

/** The steps to the current version, in any order. No version was released before the first one. */
export const MIGRATIONS: readonly Migration[] = [];

/** A homelab in the current version. */
export interface Migrated {
  readonly text: string;
  /** The steps that were taken, in their order; none where the file was current. Its text is untouched then. */
  readonly steps: readonly Migration[];
}

/**
 * Takes a homelab to the current version, step by step. Comments and the order of keys stay.
 * @param current the version that this k8sgen understands
 */
export function migrateHomelab(
  file: string,
  text: string,
  current: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Result<Migrated> {
  const { value: parsed, diagnostics } = parseYaml(file, text);
  if (parsed === undefined) return { diagnostics };
  const version = versionOf(parsed);
  if (version === undefined) return { diagnostics: [versionMissing(file, current)] };
  const steps = stepsFrom(version, current, migrations);
  if (steps === undefined) {
    const place = parsed.positions.value(["apiVersion"]);
    if (isNewer(version, current)) return { diagnostics: [versionNewer(version, current, place)] };
    const known = [...new Set([...migrations.map(({ from }) => from), current])];
    return { diagnostics: [versionUnknown(version, nearest(version, known), known, place)] };
  }
  return { value: { text: steps.length === 0 ? text : applied(text, steps), steps }, diagnostics: [] };
}

function versionOf({ value }: YamlFile): string | undefined {
  const version = isObject(value) ? value.apiVersion : undefined;
  return typeof version === "string" && version !== "" ? version : undefined;
}

/** The chain of steps to the current version; undefined where there is none. */
function stepsFrom(
  version: string,
  current: string,
  migrations: readonly Migration[],
): readonly Migration[] | undefined {
  const steps: Migration[] = [];
  for (let at = version; at !== current; ) {
    const step = migrations.find(({ from }) => from === at);
    if (step === undefined || steps.includes(step)) return undefined;
    steps.push(step);
    at = step.to;
  }
  return steps;
}

function applied(text: string, steps: readonly Migration[]): string {
  const { head, body } = splitHead(text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n"));
  const document = readDocument(body);
  for (const step of steps) {
    step.apply(document);
    setVersion(document, step.to);
  }
  return head + printDocument(document);
}

/** In its own node, which may have a comment. */
function setVersion({ contents }: Document, version: string): void {
  const node = isMap(contents) ? contents.get("apiVersion", true) : undefined;
  if (isScalar(node)) node.value = version;
}
