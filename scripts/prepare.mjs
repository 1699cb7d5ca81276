/** npm's `prepare`: bundles the sources, and builds the engine where it is missing or older than its sources. */
import { buildEngine, needsBuild } from "./build-engine.mjs";
import { bundle } from "./bundle.mjs";

try {
  if (needsBuild()) {
    process.stdout.write(
      "building the engine (Helm and kubeconform as WebAssembly); the first time takes a minute or two\n",
    );
    buildEngine();
  }
  await bundle();
} catch (error) {
  process.stderr.write(`prepare: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
