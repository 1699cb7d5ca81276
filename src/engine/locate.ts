import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { PACKAGE_ROOT } from "../fs/package-root.ts";

/** The engine's files: made by `npm run build:engine`, shipped ready-made in the package. */
export interface EngineFiles {
  /** Path of the WebAssembly file. */
  readonly wasm: string;
  /** URL of Go's wasm_exec.js. */
  readonly glue: string;
  /** Path of the worker's script. */
  readonly worker: string;
  /** SHA-256 of the WebAssembly file, a part of every cache key. */
  readonly digest: string;
}

/** Finds the engine in the package; undefined where it was not built or is damaged. */
export function locateEngine(root = PACKAGE_ROOT): EngineFiles | undefined {
  const dist = resolve(root, "engine", "dist");
  const wasm = resolve(dist, "engine.wasm");
  if (!existsSync(wasm) || !existsSync(resolve(dist, "engine.json"))) return undefined;
  const digest = digestIn(readFileSync(resolve(dist, "engine.json"), "utf8"));
  if (digest === undefined) return undefined;
  return {
    wasm,
    glue: pathToFileURL(resolve(dist, "wasm_exec.js")).href,
    worker: resolve(root, "engine", "host", "worker.mjs"),
    digest,
  };
}

function digestIn(text: string): string | undefined {
  try {
    const { wasmDigest } = JSON.parse(text) as { readonly wasmDigest?: unknown };
    return typeof wasmDigest === "string" ? wasmDigest : undefined;
  } catch {
    return undefined;
  }
}
