/** Ansible for tests: from PyPI, in a folder of its own below the cache, as the programs of scripts/tools.mjs are. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The oldest release that the generated playbook takes. */
const VERSION = "2.19.14";

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "k8sgen-tools");

/**
 * Where ansible-playbook is, installed where it is missing; or why it cannot be had.
 * @returns {{ path: string, reason?: undefined } | { path?: undefined, reason: string }}
 */
export function ansiblePlaybook() {
  const folder = join(cache, `ansible-core-${VERSION}`);
  const path = join(folder, "bin", "ansible-playbook");
  if (existsSync(path)) return { path };
  mkdirSync(cache, { recursive: true });
  for (const [program, ...args] of [
    ["python3", "-m", "venv", folder],
    [
      join(folder, "bin", "pip"),
      "--quiet",
      "--disable-pip-version-check",
      "install",
      `ansible-core==${VERSION}`,
    ],
  ]) {
    const { status, stderr } = spawnSync(program ?? "", args, { encoding: "utf8" });
    if (status === 0) continue;
    rmSync(folder, { recursive: true, force: true });
    return {
      reason: `it cannot be installed: ${(stderr ?? "").trim().split("\n").at(-1) || `there is no ${program}`}`,
    };
  }
  return { path };
}
