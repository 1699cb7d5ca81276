import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { locateEngine } from "../../src/engine/locate.ts";
import { temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";
import { expectFault, lab, run, TRACE } from "./process.ts";

/** A copy of the built package, with something missing or broken in it; what is large is linked. */
function installation(change: (folder: string) => void): string {
  const folder = temporaryFolder();
  for (const path of ["dist", "package.json", "schemas", "engine/host"])
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  mkdirSync(join(folder, "engine/dist"));
  for (const path of ["node_modules", "blueprints", "engine/dist/wasm_exec.js"])
    symlinkSync(join(ROOT, path), join(folder, path));
  for (const path of ["engine/dist/engine.json", "engine/dist/engine.wasm"])
    cpSync(join(ROOT, path), join(folder, path));
  change(folder);
  return join(folder, "dist", "cli.js");
}

const BROKEN_ENGINES: readonly (readonly [title: string, change: (engine: string) => void])[] = [
  ["not built", (engine) => rmSync(join(engine, "dist/engine.wasm"))],
  ["built halfway", (engine) => rmSync(join(engine, "dist/engine.json"))],
  ["with a record that is no JSON", (engine) => writeFileSync(join(engine, "dist/engine.json"), "{")],
  ["with a record that says nothing", (engine) => writeFileSync(join(engine, "dist/engine.json"), "{}")],
  ["cut short", (engine) => truncateSync(join(engine, "dist/engine.wasm"), 1000)],
  ["without the script of its workers", (engine) => rmSync(join(engine, "host/worker.mjs"))],
];

describe("an engine that is", () => {
  it.each(BROKEN_ENGINES)("%s", (_, change) => {
    const folder = lab();
    const cli = installation((copy) => change(join(copy, "engine")));
    // Results that are in the cache need no engine.
    const broken = { cli, env: { K8SGEN_CACHE: join(folder, "cache") } };
    expectFault(run(["build"], folder, broken), folder, "error E_ENGINE\n");
    const { code, stdout, stderr } = run(["build", "-o", "json"], folder, broken);
    expect(code).toBe(1);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({ ok: false });
    expect(JSON.parse(stdout).diagnostics.map((found: { code: string }) => found.code)).toEqual(["E_ENGINE"]);
  });

  it("nowhere is not located", () => expect(locateEngine(temporaryFolder())).toBeUndefined());
});

describe("a fault of k8sgen itself", () => {
  const missing = (path: string) => installation((copy) => rmSync(join(copy, path), { recursive: true }));

  it.each(["schemas/contract.schema.json", "schemas/homelab.schema.json", "schemas/kubernetes"])(
    "%s is missing: one message, no stack trace, 70",
    (path) => {
      const folder = lab();
      const { code, stdout, stderr } = run(["build", "-o", "json"], folder, { cli: missing(path) });
      expect(code).toBe(70);
      expect(stdout).toBe("");
      expect(stderr).toMatch(/^error E_INTERNAL\n {2}k8sgen failed: [^\n]+\n {2}hint: [^\n]+\n$/);
      expect(existsSync(join(folder, "output"))).toBe(false);
    },
  );

  it("shows its stack trace to those who ask", () => {
    const { code, stderr } = run(["build"], lab(), {
      cli: missing("schemas/kubernetes"),
      env: { K8SGEN_DEBUG: "1" },
    });
    expect(code).toBe(70);
    expect(stderr).toMatch(TRACE);
  });
});
