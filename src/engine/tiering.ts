import { setFlagsFromString } from "node:v8";

/** Lines of Node whose V8 has the flag; another one would print that it does not know it. */
const KNOWN = [20, 22, 24];

/**
 * Puts off V8's optimizing compiler: what a build without charts runs once is over before optimized code would pay, and
 * on two cores the compiler takes the place of the work. Measured with `npm run test:speed`. Must come before the
 * WebAssembly module is compiled. https://v8.dev/docs/wasm-compilation-pipeline
 */
export function preferBaseline(): void {
  const major = Number(process.versions.node.split(".")[0]);
  if (KNOWN.includes(major)) setFlagsFromString("--wasm-tiering-budget=50000000");
}
