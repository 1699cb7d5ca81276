/**
 * Builds engine/dist: the WebAssembly file, Go's glue for it, and engine.json, which tells what they were built from.
 * `node scripts/build-engine.mjs` always builds; scripts/prepare.mjs only where something changed.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { patchModules } from "./engine-patches.mjs";

const ENGINE = resolve(import.meta.dirname, "..", "engine");
const DIST = join(ENGINE, "dist");

/** Must be that of src/engine/protocol.ts and engine/main.go; a test compares the three. */
const PROTOCOL = 1;

/** Largest WebAssembly file that is shipped. */
const LIMIT = 35 * 1024 * 1024;

/** @param {string} folder @param {string} dist @returns {string[]} */
function sources(folder, dist) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return path === dist || entry.name === "host" ? [] : sources(path, dist);
      return /\.go$|^go\.(mod|sum)$/.test(entry.name) || basename(folder) === "patches" ? [path] : [];
    });
}

/** Digest of everything that goes into the WebAssembly file: contents, not file times, which say nothing after a clone. */
export function sourceDigest(engine = ENGINE) {
  const hash = createHash("sha256");
  for (const path of sources(engine, join(engine, "dist")))
    hash
      .update(`${relative(engine, path).replaceAll("\\", "/")}\0`)
      .update(readFileSync(path))
      .update("\0");
  return `sha256:${hash.digest("hex")}`;
}

/** What the engine's dist was built from; undefined where there is nothing complete. */
export function builtFrom(engine = ENGINE) {
  const dist = join(engine, "dist");
  const files = ["engine.wasm", "wasm_exec.js", "engine.json"].map((name) => join(dist, name));
  if (!files.every((path) => existsSync(path))) return undefined;
  try {
    return JSON.parse(readFileSync(join(dist, "engine.json"), "utf8")).sourceDigest;
  } catch {
    // Cut off by a full disk or a kill: it is made anew.
    return undefined;
  }
}

/** Whether the engine must be built before it can be used. */
export const needsBuild = (engine = ENGINE) => builtFrom(engine) !== sourceDigest(engine);

/** @returns {string} the version of Go that is needed, as go.mod states it */
function neededGo() {
  return /^go (\d+\.\d+)/m.exec(readFileSync(join(ENGINE, "go.mod"), "utf8"))?.[1] ?? "";
}

/** @returns {string | undefined} what is wrong with the Go of this machine */
export function goProblem() {
  const found = spawnSync("go", ["env", "GOVERSION"], { cwd: ENGINE, encoding: "utf8" });
  const needed = neededGo();
  if (found.error !== undefined || found.status !== 0)
    return `Go ${needed} or newer is needed to build the engine, and \`go\` was not found: install it from https://go.dev/dl/`;
  const [major = 0, minor = 0] = found.stdout.trim().replace(/^go/, "").split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = needed.split(".").map(Number);
  const isOld = major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
  return isOld
    ? `Go ${needed} or newer is needed to build the engine; this is ${found.stdout.trim()}`
    : undefined;
}

export function buildEngine() {
  const problem = goProblem();
  if (problem !== undefined) throw new Error(problem);
  mkdirSync(DIST, { recursive: true });
  // A build that is broken off must not leave the note of an earlier one beside other bytes.
  rmSync(join(DIST, "engine.json"), { force: true });
  const env = { ...process.env, GOOS: "js", GOARCH: "wasm", CGO_ENABLED: "0" };
  const wasm = join(DIST, "engine.wasm");
  execFileSync(
    "go",
    [
      "build",
      "-mod=readonly",
      `-modfile=${patchModules(ENGINE)}`,
      "-trimpath",
      "-buildvcs=false",
      "-ldflags",
      "-s -w -buildid=",
      "-o",
      wasm,
      ".",
    ],
    { cwd: ENGINE, env, stdio: "inherit" },
  );
  const root = execFileSync("go", ["env", "GOROOT"], { cwd: ENGINE, encoding: "utf8" }).trim();
  copyFileSync(join(root, "lib", "wasm", "wasm_exec.js"), join(DIST, "wasm_exec.js"));
  const bytes = readFileSync(wasm);
  if (bytes.length > LIMIT) throw new Error(`engine.wasm has ${bytes.length} bytes, more than ${LIMIT}`);
  const goVersion = execFileSync("go", ["env", "GOVERSION"], { cwd: ENGINE, encoding: "utf8" }).trim();
  const built = {
    protocol: PROTOCOL,
    sourceDigest: sourceDigest(),
    goVersion,
    wasmDigest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
  };
  writeFileSync(join(DIST, "engine.json"), `${JSON.stringify(built, null, 2)}\n`);
  process.stdout.write(
    `built engine/dist/engine.wasm, ${(bytes.length / 2 ** 20).toFixed(1)} MiB, with ${goVersion}\n`,
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    buildEngine();
  } catch (error) {
    process.stderr.write(`build:engine: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
