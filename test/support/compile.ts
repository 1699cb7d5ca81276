import { readFileSync } from "node:fs";
import { type Compilation, compile, type Language, loadLanguage } from "../../src/compile.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { NO_ARCHIVES } from "../../src/lock/store.ts";
import { Stopwatch } from "../../src/report/stopwatch.ts";
import { ROOT } from "./root.ts";

/** Compiles a homelab that exists in memory only, with the built-in blueprints and those among the files. */
export function compileFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  file = "homelab.yaml",
  { store = NO_ARCHIVES, sources = new Sources(), charts = "" } = {},
): Compilation {
  const environment = {
    fs: memoryFileSystem(files),
    package: { fs: nodeFileSystem, root: ROOT },
    sources,
    store,
    ...(charts === "" ? {} : { charts }),
  };
  const language = Object.keys(files).length === 1 ? { language: builtIn() } : {};
  return compile(file, { ...environment, ...language }, new Stopwatch(() => 0));
}

let known: Language | undefined;

/** The language without blueprints of a user, read once. */
export function builtIn(): Language {
  known ??= loadLanguage("homelab.yaml", {
    fs: memoryFileSystem({}),
    package: { fs: nodeFileSystem, root: ROOT },
    sources: new Sources(),
  }).value;
  return known;
}

export const compileText = (homelab: string): Compilation => compileFiles({ "homelab.yaml": homelab });

/** Diagnostics as `CODE line:column path`, sorted. */
export const located = (compilation: Pick<Compilation, "diagnostics">): readonly string[] =>
  compilation.diagnostics
    .map(
      ({ code, location, path }) =>
        `${code} ${location?.line}:${location?.column}${path === undefined ? "" : ` ${path}`}`,
    )
    .sort();

export const readText = (path: string): string => readFileSync(`${ROOT}/${path}`, "utf8");
