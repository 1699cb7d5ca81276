/**
 * Programs that are built from Go modules, once, into a cache folder. Most cannot be had by `go install`, because their
 * modules replace parts of themselves.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The version of Kubernetes that the examples run. */
export const KUBERNETES = "v1.36.3";

const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "k8sgen-tools");

/** @typedef {{ path: string, reason?: undefined } | { path?: undefined, reason: string }} Tool */

/**
 * The path of a program, built where it is missing; or why it cannot be had.
 * @param {string} name with its version
 * @param {(draft: string) => void} build writes `program` into the folder that it is given
 * @returns {Tool}
 */
export function built(name, build) {
  const path = join(folder, name);
  if (existsSync(path)) return { path };
  if (spawnSync("go", ["version"]).status !== 0) return { reason: "there is no Go to build it with" };
  mkdirSync(folder, { recursive: true });
  const draft = mkdtempSync(join(folder, "build-"));
  try {
    build(draft);
    // Built beside its place and renamed: two test files may want it at once.
    renameSync(join(draft, "program"), path);
    return { path };
  } catch (error) {
    const lines = String(/** @type {Error} */ (error).message).split("\n");
    return { reason: `it does not build: ${lines.findLast((line) => line.trim() !== "")}` };
  } finally {
    // Module folders are copied with their write protection.
    execFileSync("chmod", ["-R", "u+w", draft]);
    rmSync(draft, { recursive: true, force: true });
  }
}

/**
 * Builds a program of Kubernetes, or of a module that Kubernetes needs at the version that it needs, or one of the draft.
 * @param {string} draft
 * @param {string} target
 * @param {string} [version] of Kubernetes
 */
export function buildOfKubernetes(draft, target, version = KUBERNETES) {
  const { GoMod: file, Dir: source } = download(`k8s.io/kubernetes@${version}`);
  const staging = version.replace("v1.", "v0.");
  const upstream = readFileSync(file, "utf8");
  const required = [...upstream.matchAll(/^require \([\s\S]*?^\)/gm)].map(([block]) => block).join("\n");
  const parts = [...new Set(upstream.match(/k8s\.io\/[a-z0-9-]+(?= v0\.0\.0(?:\s|$))/gm))].sort();
  writeFileSync(
    join(draft, "go.mod"),
    [
      "module programs",
      /^go .*$/m.exec(upstream)?.[0] ?? "",
      required.replace(/ v0\.0\.0$/gm, ` ${staging}`).replace(/ v0\.0\.0 /g, ` ${staging} `),
      `require k8s.io/kubernetes ${version}`,
      `replace (\n${parts.map((part) => `\t${part} => ${part} ${staging}`).join("\n")}\n)`,
      "",
    ].join("\n"),
  );
  writeFileSync(join(draft, "go.sum"), readFileSync(join(source, "go.sum")));
  compile(draft, target, join(draft, "program"), [
    `-X k8s.io/component-base/version.gitVersion=${version}`,
    "-X k8s.io/component-base/version.gitMajor=1",
    `-X k8s.io/component-base/version.gitMinor=${version.split(".")[1]}`,
  ]);
}

/**
 * A copy of a module that may be written to.
 * @param {string} draft
 * @param {string} module
 */
export function unpack(draft, module) {
  const copy = join(draft, "module");
  cpSync(download(module).Dir, copy, { recursive: true });
  execFileSync("chmod", ["-R", "u+w", copy]);
  return copy;
}

/**
 * @param {string} module
 * @returns {{ GoMod: string, Dir: string }}
 */
export const download = (module) =>
  JSON.parse(execFileSync("go", ["mod", "download", "-json", module], { cwd: folder, encoding: "utf8" }));

/**
 * @param {string} cwd
 * @param {string} target
 * @param {string} output
 * @param {readonly string[]} [flags] for the linker
 */
export const compile = (cwd, target, output, flags = []) =>
  execFileSync(
    "go",
    ["build", "-mod=mod", "-trimpath", "-ldflags", ["-s -w", ...flags].join(" "), "-o", output, target],
    {
      cwd,
      env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off" },
      stdio: ["ignore", "inherit", "pipe"],
    },
  );
