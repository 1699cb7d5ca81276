/**
 * The makers' own programs that tests compare with, built from their Go modules into a cache folder:
 * `node scripts/tools.mjs helm kubeconform` prints their paths.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildOfKubernetes, built, KUBERNETES } from "./modules.mjs";

/** Helm and kubeconform are those that the engine is built from (engine/go.mod), amtool that of the image in the chart of Prometheus. */
const TOOLS = {
  "age-keygen": "filippo.io/age/cmd/age-keygen@v1.2.1",
  amtool: "github.com/prometheus/alertmanager/cmd/amtool@v0.34.0",
  helm: "helm.sh/helm/v4/cmd/helm@v4.3.1",
  kubeconform: "github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0",
  sops: "github.com/getsops/sops/v3/cmd/sops@v3.13.2",
};

/** Programs of Kubernetes, whose modules cannot be installed by themselves. */
const OF_KUBERNETES = { kubeadm: "k8s.io/kubernetes/cmd/kubeadm" };

/** @typedef {{ path: string, reason?: undefined } | { path?: undefined, reason: string }} Tool */

const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "k8sgen-tools");

/**
 * The path of a program, built where it is missing; or why it cannot be had.
 * @param {keyof typeof TOOLS | keyof typeof OF_KUBERNETES} name
 * @returns {Tool}
 */
export function toolPath(name) {
  if (name === "kubeadm")
    return built(`${name}-${KUBERNETES}`, (draft) => buildOfKubernetes(draft, OF_KUBERNETES[name]));
  const module = TOOLS[name];
  const path = join(folder, `${name}-${module.split("@")[1]}`);
  if (existsSync(path)) return { path };
  if (spawnSync("go", ["version"]).status !== 0) return { reason: "there is no Go to build it with" };
  mkdirSync(folder, { recursive: true });
  const draft = mkdtempSync(join(folder, "build-"));
  try {
    execFileSync("go", ["install", "-trimpath", "-ldflags", "-s -w", module], {
      cwd: draft,
      env: { ...process.env, GOBIN: draft, CGO_ENABLED: "0", GOFLAGS: "" },
      stdio: ["ignore", "inherit", "pipe"],
    });
    // Built beside its place and renamed: two test files may want it at once.
    renameSync(join(draft, name), path);
    return { path };
  } catch (error) {
    return {
      reason: `it does not build: ${String(/** @type {Error} */ (error).message)
        .split("\n")
        .findLast((line) => line.trim() !== "")}`,
    };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const name of process.argv.slice(2)) {
    const known = { ...TOOLS, ...OF_KUBERNETES };
    const tool = Object.hasOwn(known, name)
      ? toolPath(/** @type {keyof typeof known} */ (name))
      : { reason: `unknown; there are ${Object.keys(known).join(", ")}` };
    if (tool.path === undefined) {
      process.stderr.write(`${name}: ${tool.reason}\n`);
      process.exitCode = 1;
    } else process.stdout.write(`${tool.path}\n`);
  }
}
