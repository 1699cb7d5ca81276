import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HOMELAB, LAUGHS, named } from "../load/texts.ts";
import { digests, type Run, temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";
import { CACHE, CLI, expectFault, lab, run, TRACE } from "./process.ts";

const MIB = 1024 * 1024;

describe("files that cannot be read", () => {
  it("one that is not there", () => {
    const folder = temporaryFolder();
    expectFault(run(["build"], folder), folder, "error E_FILE_MISSING homelab.yaml:1:1");
  });

  it("a folder", () => {
    const folder = lab();
    mkdirSync(join(folder, "folder"));
    const result = run(["build", "-f", "folder"], folder);
    expectFault(
      result,
      folder,
      "error E_FILE_READ folder:1:1\n  `folder` cannot be read: it is a folder, not a file.",
    );
  });

  it("one below a file", () => {
    const folder = lab();
    const result = run(["build", "-f", "homelab.yaml/homelab.yaml"], folder);
    expectFault(result, folder, "error E_FILE_MISSING homelab.yaml/homelab.yaml:1:1");
  });

  it.each([
    ["not UTF-8", Buffer.from("caf\u00e9", "latin1"), "error E_FILE_ENCODING homelab.yaml:1:1"],
    ["too large", "#".repeat(5 * MIB), "error E_FILE_READ homelab.yaml:1:1"],
    ["too much by its aliases", LAUGHS, "error E_YAML_ALIAS homelab.yaml:12:45"],
    ["nested without end", `a: ${"{a: ".repeat(50_000)}`, "error E_YAML_SYNTAX homelab.yaml:1:1"],
  ])("%s", (_, content, told) => {
    const folder = lab(content);
    expectFault(run(["build"], folder), folder, told);
  });

  it("folders of charts that are files", () => {
    const folder = lab();
    const result = run(["build", "--charts", "homelab.yaml"], folder);
    expectFault(result, folder, "error E_CHARTS_DIR");
  });
});

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

/** Runs as a user for whom permissions count: they do not for root. */
function asNobody(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Run {
  if (isRoot) chownSync(cwd, NOBODY, NOBODY);
  return run(args, cwd, { env, options: isRoot ? { uid: NOBODY, gid: NOBODY } : {} });
}

describe("permissions", () => {
  it("a homelab that may not be read", () => {
    const folder = lab();
    chmodSync(join(folder, "homelab.yaml"), 0);
    expectFault(
      asNobody(["build"], folder),
      folder,
      "error E_FILE_READ homelab.yaml:1:1\n  `homelab.yaml` cannot be read: permission denied.",
    );
  });

  it("a folder of blueprints that may not be read", () => {
    const folder = lab();
    mkdirSync(join(folder, "blueprints"), { mode: 0 });
    expectFault(asNobody(["build"], folder), folder, "error E_FILE_READ blueprints:1:1");
    chmodSync(join(folder, "blueprints"), 0o755);
  });

  it("a folder of charts that may not be read", () => {
    const folder = lab();
    mkdirSync(join(folder, "charts"), { mode: 0 });
    expectFault(asNobody(["build", "--charts", "charts"], folder), folder, "error E_CHARTS_DIR");
    chmodSync(join(folder, "charts"), 0o755);
  });

  it("an output folder that may not be written", () => {
    const folder = lab();
    mkdirSync(join(folder, "output"), { mode: 0o555 });
    const { code, stdout, stderr } = asNobody(["build"], folder);
    expect(stderr).toContain("error E_OUTPUT_WRITE");
    expect(stderr).not.toMatch(TRACE);
    expect(stdout).toBe("");
    expect(code).toBe(1);
    expect(readdirSync(join(folder, "output"))).toEqual([]);
    chmodSync(join(folder, "output"), 0o755);
  });

  it("a cache that may not be written costs time only", () => {
    const folder = lab();
    mkdirSync(join(folder, "cache"), { mode: 0o555 });
    const { code, stderr } = asNobody(["build"], folder, { K8SGEN_CACHE: join(folder, "cache") });
    expect(code, stderr).toBe(0);
    expect(stderr).toBe("");
    chmodSync(join(folder, "cache"), 0o755);
  });
});

describe("-o json prints JSON on stdout, and nothing else anywhere", () => {
  it.each([
    ["a fault of the text", "a: [", ["E_YAML_SYNTAX"]],
    ["faults of the schema", named("{nam: t}"), ["E_REQUIRED", "E_UNKNOWN_KEY"]],
    ["no fault", HOMELAB, []],
  ])("%s", (_, content, codes) => {
    const { code, stdout, stderr } = run(["build", "-o", "json"], lab(content));
    const report = JSON.parse(stdout);
    expect(report.ok).toBe(codes.length === 0);
    expect(report.diagnostics.map((found: { code: string }) => found.code).sort()).toEqual(codes);
    for (const { file, line, column, message } of report.diagnostics) {
      expect(file).toBe("homelab.yaml");
      expect([line, column].every((number) => Number.isInteger(number) && number > 0)).toBe(true);
      expect(message).not.toBe("");
    }
    expect(stderr).toBe("");
    expect(code).toBe(codes.length === 0 ? 0 : 1);
  });
});

describe("the terminal goes away", () => {
  it.each([["text"], ["json"]])("a reader of %s that has gone is no fault", async (format) => {
    const folder = lab();
    const child = spawn(process.execPath, [CLI, "build", "-o", format], {
      cwd: folder,
      env: { ...process.env, K8SGEN_CACHE: CACHE },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    let told = "";
    child.stderr.on("data", (chunk) => {
      told += chunk;
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(told).toBe("");
    expect(code).toBe(0);
    expect(readdirSync(join(folder, "output"))).toEqual(["t"]);
  });

  it.skipIf(!existsSync("/dev/full"))("a full disk is told (skipped where there is no /dev/full)", () => {
    const { status, stderr } = spawnSync(process.execPath, [CLI, "build"], {
      cwd: lab(),
      encoding: "utf8",
      env: { ...process.env, K8SGEN_CACHE: CACHE },
      stdio: ["ignore", openSync("/dev/full", "w"), "pipe"],
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error E_OUTPUT_WRITE\n {2}What was found cannot be printed: ENOSPC/);
    expect(stderr).not.toMatch(TRACE);
  });
});

describe("Ctrl-C while the output is written", () => {
  const clean = lab();
  const preload = join(ROOT, "test/cli/fixtures/interrupt/preload.mjs");
  const interrupt = (folder: string, at: number) =>
    spawnSync(process.execPath, ["--import", preload, CLI, "build"], {
      cwd: folder,
      env: { ...process.env, INTERRUPT_AT: String(at), K8SGEN_CACHE: CACHE },
    });
  /** Files of the output, its inventory included. */
  const files = () => Object.keys(digests(join(clean, "output/t"))).length;

  it("starts from a build that nobody interrupts", () => {
    expect(run(["build"], clean).code).toBe(0);
    expect(readdirSync(join(clean, "output"))).toEqual(["t"]);
  });

  it.each([
    // The lock comes first, then each file, the journal and its move; from there on the files go to their places.
    ["before a file is staged", () => 2, []],
    ["while files are staged", () => 1 + Math.ceil(files() / 2), []],
    ["before the moment of truth", () => 1 + files() + 2, []],
    ["after it", () => 1 + files() + 3, ["t"]],
    ["while files go to their places", () => 1 + files() + 2 + Math.ceil(files() / 2), ["t"]],
  ])("%s, is mended by the next build", (_, at, there) => {
    const folder = lab();
    const { signal, stdout, stderr } = interrupt(folder, at());
    expect(signal).toBe("SIGINT");
    expect(`${stdout}${stderr}`).toBe("");
    expect(readdirSync(join(folder, "output")).sort()).toEqual([".t.k8sgen", ...there]);
    expect(run(["build"], folder).code).toBe(0);
    expect(readdirSync(join(folder, "output"))).toEqual(["t"]);
    expect(digests(join(folder, "output/t"))).toEqual(digests(join(clean, "output/t")));
  });
});
