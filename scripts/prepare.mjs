/** npm's `prepare`: compiles the sources, and builds the engine where it is missing or older than its sources. */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { buildEngine, needsBuild } from "./build-engine.mjs";

const root = resolve(import.meta.dirname, "..");

try {
  if (needsBuild()) {
    process.stdout.write(
      "building the engine (Helm and kubeconform as WebAssembly); the first time takes a minute or two\n",
    );
    buildEngine();
  }
  rmSync(resolve(root, "dist"), { recursive: true, force: true });
  const tsc = resolve(createRequire(import.meta.url).resolve("typescript/package.json"), "..", "bin", "tsc");
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
} catch (error) {
  process.stderr.write(`prepare: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
