import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll } from "vitest";
import { ROOT } from "./root.ts";

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line as a user would: in a folder, as a process of its own. */
export function k8sgen(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  timeout = 240_000,
): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "dist", "cli.js"), ...args], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, K8SGEN_CACHE: cache(), NO_COLOR: "1", ...env },
    timeout,
  });
  return { code: status, stdout, stderr };
}

let shared: string | undefined;

/** A cache of the test run's own: what earlier runs found out must not make a test pass. */
function cache(): string {
  shared ??= temporaryFolder();
  return shared;
}

/** A folder that is gone when the test file is done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "k8sgen-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Digests of all files below a folder, by path. */
export function digests(folder: string): Record<string, string> {
  const files = (path: string): string[] =>
    readdirSync(path).flatMap((name) =>
      statSync(join(path, name)).isDirectory() ? files(join(path, name)) : [join(path, name)],
    );
  return Object.fromEntries(
    files(folder)
      .map(
        (path) =>
          [relative(folder, path), createHash("sha256").update(readFileSync(path)).digest("hex")] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
