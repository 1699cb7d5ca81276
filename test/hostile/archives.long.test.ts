import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { TRACE } from "../cli/process.ts";
import { homelabOf } from "../lock/lab.ts";
import { digests, k8sgen, temporaryFolder } from "../support/cli.ts";
import { ARCHIVES } from "./archives.ts";

const PINS = { one: { name: "one", repository: "https://charts.test", version: "1.0.0" } };

/** Most that a process has needed at once, in bytes: Linux keeps it. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
const LIMIT_KIB = 1536 * 1024;

/** Runs before the command line, and writes down what it needed. */
const PRELOAD = `import { readFileSync, writeFileSync } from "node:fs";
process.on("exit", () => {
  if (process.platform === "linux")
    writeFileSync(process.env.PEAK, /VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "");
});
`;

describe("a build with an archive that is hostile or damaged ends soon, with a clear message, and touches nothing", () => {
  it.each(ARCHIVES)("$title", ({ bytes, build: expected }) => {
    const around = temporaryFolder();
    const folder = join(around, "lab");
    for (const [path, text] of Object.entries(homelabOf(PINS))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    mkdirSync(join(folder, "charts"));
    writeFileSync(join(folder, "charts/one-1.0.0.tgz"), bytes());
    const measured = temporaryFolder();
    const preload = join(measured, "preload.mjs");
    const peak = join(measured, "peak");
    writeFileSync(preload, PRELOAD);
    const before = digests(around);
    const start = performance.now();
    const { code, stdout, stderr } = k8sgen(
      ["check", "--charts", "charts", "--strict", "-o", "json"],
      folder,
      {
        K8SGEN_CACHE: temporaryFolder(),
        NODE_OPTIONS: `--import ${preload}`,
        PEAK: peak,
      },
    );
    expect(stderr).toBe("");
    const { diagnostics } = JSON.parse(stdout);
    const codes = new Set(diagnostics.map((each: { code: string }) => each.code));
    expect([...codes]).toEqual(expected === "" ? [] : [expected]);
    expect(code).toBe(expected === "" ? 0 : 1);
    for (const { message } of diagnostics) {
      expect(message.length).toBeLessThan(1000);
      expect(message).not.toMatch(TRACE);
      expect(message).not.toMatch(/root:|goroutine/);
    }
    expect(performance.now() - start).toBeLessThan(60_000);
    if (process.platform === "linux") expect(Number(readFileSync(peak, "utf8"))).toBeLessThan(LIMIT_KIB);
    expect(digests(around)).toEqual(before);
  });
});
