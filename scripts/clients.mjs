/**
 * kubectl and flux, whose flags the generated README uses, and promtool, which reads the alert rules; built from their Go
 * modules into the cache folder of scripts/tools.mjs. None can be had by `go install`: the modules of Kubernetes and
 * Prometheus replace parts, and the one of Flux leaves out files that it embeds.
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
import { dirname, join } from "node:path";

const KUBERNETES = "v1.36.3";
const FLUX = "v2.9.5";
/** Prometheus 3.14, the image of the chart. */
const PROMETHEUS = "v0.314.0";

const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "k8sgen-tools");

/** @typedef {{ path: string, reason?: undefined } | { path?: undefined, reason: string }} Tool */

/** @type {Record<"kubectl" | "flux" | "promtool", { name: string, build: (draft: string) => void }>} */
const CLIENTS = {
  kubectl: { name: `kubectl-${KUBERNETES}`, build: buildKubectl },
  flux: { name: `flux-${FLUX}`, build: buildFlux },
  promtool: { name: `promtool-${PROMETHEUS}`, build: buildPromtool },
};

/**
 * The path of a program, built where it is missing; or why it cannot be had.
 * @param {keyof typeof CLIENTS} client
 * @returns {Tool}
 */
export function clientPath(client) {
  const { name, build } = CLIENTS[client];
  const path = join(folder, name);
  if (existsSync(path)) return { path };
  if (spawnSync("go", ["version"]).status !== 0) return { reason: "there is no Go to build it with" };
  mkdirSync(folder, { recursive: true });
  const draft = mkdtempSync(join(folder, "build-"));
  try {
    build(draft);
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

/** @param {string} draft */
function buildKubectl(draft) {
  const { GoMod: file, Dir: source } = download(`k8s.io/kubernetes@${KUBERNETES}`);
  const staging = KUBERNETES.replace("v1.", "v0.");
  const upstream = readFileSync(file, "utf8");
  const required = [...upstream.matchAll(/^require \([\s\S]*?^\)/gm)].map(([block]) => block).join("\n");
  const parts = [...new Set(upstream.match(/k8s\.io\/[a-z0-9-]+(?= v0\.0\.0(?:\s|$))/gm))].sort();
  writeFileSync(
    join(draft, "go.mod"),
    [
      "module clients",
      /^go .*$/m.exec(upstream)?.[0] ?? "",
      required.replace(/ v0\.0\.0$/gm, ` ${staging}`).replace(/ v0\.0\.0 /g, ` ${staging} `),
      `require k8s.io/kubernetes ${KUBERNETES}`,
      `replace (\n${parts.map((part) => `\t${part} => ${part} ${staging}`).join("\n")}\n)`,
      "",
    ].join("\n"),
  );
  writeFileSync(join(draft, "go.sum"), readFileSync(join(source, "go.sum")));
  compile(draft, "k8s.io/kubernetes/cmd/kubectl", join(draft, "program"));
}

/** @param {string} draft */
function buildFlux(draft) {
  const module = unpack(draft, `github.com/fluxcd/flux2/v2@${FLUX}`);
  const embedded = join(module, "cmd/flux/manifests/none.yaml");
  mkdirSync(dirname(embedded), { recursive: true });
  writeFileSync(embedded, "{}\n");
  compile(module, "./cmd/flux", join(draft, "program"));
}

/** @param {string} draft */
function buildPromtool(draft) {
  const module = unpack(draft, `github.com/prometheus/prometheus@${PROMETHEUS}`);
  compile(module, "./cmd/promtool", join(draft, "program"));
}

/**
 * A copy of a module that may be written to.
 * @param {string} draft
 * @param {string} module
 */
function unpack(draft, module) {
  const copy = join(draft, "module");
  cpSync(download(module).Dir, copy, { recursive: true });
  execFileSync("chmod", ["-R", "u+w", copy]);
  return copy;
}

/**
 * @param {string} module
 * @returns {{ GoMod: string, Dir: string }}
 */
const download = (module) =>
  JSON.parse(execFileSync("go", ["mod", "download", "-json", module], { cwd: folder, encoding: "utf8" }));

/**
 * @param {string} cwd
 * @param {string} target
 * @param {string} output
 */
const compile = (cwd, target, output) =>
  execFileSync("go", ["build", "-mod=mod", "-trimpath", "-ldflags", "-s -w", "-o", output, target], {
    cwd,
    env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off" },
    stdio: ["ignore", "inherit", "pipe"],
  });
