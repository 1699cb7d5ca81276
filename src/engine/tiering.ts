import { setFlagsFromString } from "node:v8";

/** Lines of Node whose V8 has the flag; another one would print that it does not know it. */
const KNOWN = [20, 22, 24];

/**
 * Keeps V8's optimizing compiler from the engine: what a build without charts runs once is over before optimized code
 * would pay, and on two cores the compiler takes the place of the work: a build after an edit takes 2.4 s of both cores
 * instead of 3.7 s. Must come before the WebAssembly module is compiled. https://v8.dev/docs/wasm-compilation-pipeline
 */
export function preferBaseline(): void {
  const major = Number(process.versions.node.split(".")[0]);
  if (KNOWN.includes(major)) setFlagsFromString("--liftoff-only");
}
