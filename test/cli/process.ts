import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { HOMELAB } from "../load/texts.ts";
import { type Run, temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";

/** A line of a stack trace. */
export const TRACE = /\n\s+at .*\.(js|ts|mjs):/;

/** The built command line. */
export const CLI = join(ROOT, "dist", "cli.js");

/** A cache of this test file's own that every user may write to. */
export const CACHE = temporaryFolder();
chmodSync(CACHE, 0o777);

/** Another installation, other variables or another user than usual. */
export interface Process {
  readonly cli?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: SpawnSyncOptions;
}

/** Runs the built command line. */
export function run(
  args: readonly string[],
  cwd: string,
  { cli = CLI, env = {}, options = {} }: Process = {},
): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    env: { ...process.env, K8SGEN_CACHE: CACHE, NO_COLOR: "1", ...env },
    ...options,
  });
  return { code: status, stdout: String(stdout), stderr: String(stderr) };
}

/** A folder with a homelab in it. */
export function lab(content: string | Uint8Array = HOMELAB): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "homelab.yaml"), content);
  return folder;
}

/** Ended by a fault of the input: told on stderr, without a stack trace. */
export function expectTold({ code, stdout, stderr }: Run, told: string): void {
  expect(stderr).toContain(told);
  expect(stderr).not.toMatch(TRACE);
  expect(stdout).toBe("");
  expect(code).toBe(1);
}

/** The same of a folder that nothing was written to. */
export function expectFault(found: Run, folder: string, told: string): void {
  expectTold(found, told);
  expect(existsSync(join(folder, "output"))).toBe(false);
}
