import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { Sources } from "../diagnostics/sources.ts";
import type { FileSystem } from "../fs/filesystem.ts";
import { isArray, isObject, type Json, type Path } from "../values/json.ts";
import { MergedValue } from "./merge.ts";
import { fileMissing, includeCycle, includeMissing, includePath } from "./messages.ts";
import type { Places } from "./places.ts";
import { applySettings } from "./settings.ts";
import { readText } from "./text.ts";
import { readYaml } from "./yaml.ts";

/** What the user wrote: the merged value, and where each node of it stands. */
export interface WrittenHomelab {
  readonly value: Json;
  readonly positions: Places;
  /** Nodes that could not be read, which are null in `value`; their faults are told already. */
  readonly unread: readonly Path[];
}

/** What is merged over a homelab, in this order. */
export interface Overlays {
  /** Paths of files. */
  readonly files: readonly string[];
  /** `a.b=c`, as on the command line. */
  readonly settings: readonly string[];
}

export const NO_OVERLAYS: Overlays = { files: [], settings: [] };

/**
 * Reads and parses a homelab with the files that it includes, and merges what lies over it. Files merge as JSON Merge
 * Patches do, RFC 7396: a file lies over those that it includes, each `-f` over those before it, `--set` over all.
 */
export function loadHomelab(
  fs: FileSystem,
  file: string,
  sources: Sources,
  overlays: Overlays = NO_OVERLAYS,
): Result<WrittenHomelab> {
  const diagnostics: Diagnostic[] = [];
  const reader = new LayerReader(fs, sources, diagnostics);
  for (const path of [file, ...overlays.files]) reader.read(path);
  const [first, ...others] = reader.layers;
  if (first === undefined || reader.isBroken) return { diagnostics };
  if (others.length === 0 && overlays.settings.length === 0) return { value: first, diagnostics };

  const merged = new MergedValue(first.value, first.positions, file);
  for (const { value, positions } of others) merged.patch(value, positions);
  applySettings(merged, overlays.settings, sources, diagnostics);
  const unread = reader.layers.flatMap((layer) => layer.unread);
  return { value: { value: merged.value, positions: merged.places, unread }, diagnostics };
}

/** The text of one file, without a leading byte order mark. */
export function readHomelab(fs: FileSystem, file: string, sources: Sources): Result<string> {
  const diagnostics: Diagnostic[] = [];
  const text = readText(fs, file, sources, diagnostics, () => fileMissing(file));
  return text === undefined ? { diagnostics } : { value: text, diagnostics };
}

/** Files in the order in which they merge: each after those that it includes. */
class LayerReader {
  readonly layers: WrittenHomelab[] = [];
  /** True where a file is missing or cannot be read: what the others say together would be misleading. */
  isBroken = false;
  readonly #fs: FileSystem;
  readonly #sources: Sources;
  readonly #diagnostics: Diagnostic[];
  /** The files that are being read, each included by the one before it. */
  readonly #chain: string[] = [];

  constructor(fs: FileSystem, sources: Sources, diagnostics: Diagnostic[]) {
    this.#fs = fs;
    this.#sources = sources;
    this.#diagnostics = diagnostics;
  }

  read(file: string, missing: () => Diagnostic = () => fileMissing(file)): void {
    const text = readText(this.#fs, file, this.#sources, this.#diagnostics, missing);
    const parsed = text === undefined ? undefined : readYaml(file, text);
    this.#diagnostics.push(...(parsed?.diagnostics ?? []));
    if (parsed?.value === undefined) {
      this.isBroken = true;
      return;
    }
    const { value, positions, unread } = parsed.value;
    this.#chain.push(file);
    this.#include(value, positions);
    this.#chain.pop();
    this.layers.push({ value: withoutInclude(value), positions, unread });
  }

  #include(value: Json, positions: Places): void {
    for (const [index, path] of includesOf(value).entries()) {
      const location = positions.value(["include", index]);
      const file = beside(positions.file, path);
      if (file !== undefined && !this.#chain.includes(file)) {
        this.read(file, () => includeMissing(file, location));
        continue;
      }
      this.isBroken = true;
      this.#diagnostics.push(
        file === undefined ? includePath(path, location) : includeCycle([...this.#chain, file], location),
      );
    }
  }
}

/** The files that a homelab includes; none where `include` is no list of texts, which the schema tells. */
function includesOf(value: Json): readonly string[] {
  const list = isObject(value) ? value.include : undefined;
  return isArray(list) && list.every((item) => typeof item === "string") ? (list as readonly string[]) : [];
}

function withoutInclude(value: Json): Json {
  if (!isObject(value) || includesOf(value).length === 0) return value;
  const { include: _, ...rest } = value;
  return rest;
}

/** A path that is written in a file, counted from its folder; undefined where it is not relative. */
function beside(file: string, path: string): string | undefined {
  if (path === "" || /^(?:[/\\~]|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path)) return undefined;
  const steps = file.split("/").slice(0, -1);
  for (const step of path.split("/")) {
    if (step === "..") {
      if (steps.length > 0 && steps.at(-1) !== "..") steps.pop();
      else steps.push("..");
    } else if (step !== "." && step !== "") steps.push(step);
  }
  return steps.join("/");
}
