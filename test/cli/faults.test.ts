import { type SpawnSyncOptions, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { locateEngine } from "../../src/engine/locate.ts";
import { digests, type Run, temporaryFolder } from "../support/cli.ts";
import { compileFiles, located } from "../support/compile.ts";
import { ROOT } from "../support/root.ts";

/** Seven lines without a fault. */
const HOMELAB = `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: t}
kubernetes: {version: v1.36.3+k3s1}
nodes: [{name: a, role: server, address: 192.168.1.2, arch: arm64, memory: 8Gi, disk: 32Gi}]
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}}
delivery: {flux: {repository: https://git.example.org/me/t.git}}
`;

const MIB = 1024 * 1024;
const TRACE = /\n\s+at .*\.(js|ts|mjs):/;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const named = (text: string): string => HOMELAB.replace("{name: t}", text);

/** Eight levels of ten aliases each: a hundred million values. */
const LAUGHS = `${HOMELAB}a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${[1, 2, 3, 4, 5, 6, 7]
  .map(
    (level) =>
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(", ")}]\n`,
  )
  .join("")}`;

const REFUSED: readonly (readonly [title: string, content: string | Uint8Array, expected: string])[] = [
  ["ISO 8859-1", Buffer.from(`# caf\u00e9\n${HOMELAB}`, "latin1"), "E_FILE_ENCODING 1:1"],
  ["UTF-16", Buffer.from(`\ufeff${HOMELAB}`, "utf16le"), "E_FILE_ENCODING 1:1"],
  ["5 MiB", `${HOMELAB}# ${"x".repeat(5 * MIB)}\n`, "E_FILE_READ 1:1"],
  ["a second document", `${HOMELAB}---\n${HOMELAB}`, "E_YAML_MULTIPLE 8:1"],
  ["a tag of one's own", named("{name: !mine t}"), "E_YAML_TAG 3:24"],
  ["a tag of YAML's that is no plain value", named("{name: !!binary dA==}"), "E_YAML_TAG 3:27"],
  ["a tag on a map", named("!!omap {name: t}"), "E_YAML_TAG 3:18"],
  ["a tag on a key", named("{!mine name: t}"), "E_YAML_TAG 3:18"],
  ["__proto__ as a key", `${HOMELAB}__proto__: {polluted: true}\n`, "E_YAML_KEY 8:1"],
  ["a list as a key", `${HOMELAB}? [a, b]\n: 1\n`, "E_YAML_KEY 8:3"],
  ["a map as a key", `${HOMELAB}? {a: b}\n: 1\n`, "E_YAML_KEY 8:3"],
  ["null as a key", `${HOMELAB}? \n: 1\n`, "E_YAML_KEY 8:3"],
  ["billion laughs", LAUGHS, "E_YAML_ALIAS 12:45"],
  ["an alias in its own anchor", `${HOMELAB}a: &a [*a]\n`, "E_YAML_ALIAS 8:8"],
  ["a map merged into itself", `${HOMELAB}a: &a {b: 1, <<: *a}\n`, "E_YAML_ALIAS 8:18"],
  ["an alias without an anchor", named("{name: *t}"), "E_YAML_SYNTAX 3:18"],
  ["lists in lists, without end", `${HOMELAB}a: ${"[".repeat(50_000)}\n`, "E_YAML_SYNTAX 1:1"],
  ["a tab as indentation", named("\n\tname: t"), "E_YAML_SYNTAX 4:1"],
  ["one key twice", `${HOMELAB}metadata: {name: u}\n`, "E_YAML_SYNTAX 8:1"],
  ["one key twice, below", named("{name: t, name: u}"), "E_YAML_SYNTAX 3:21"],
  ["an empty file", "", "E_TYPE 1:1 "],
  ["a file of comments", "# Nothing.\n\n# More.\n", "E_TYPE 1:1 "],
  ["a list", "- a\n", "E_TYPE 1:1 "],
  ["a text", "hello\n", "E_TYPE 1:1 "],
];

const TAKEN: readonly (readonly [title: string, content: string | Uint8Array])[] = [
  ["a byte order mark", utf8(`\ufeff${HOMELAB}`)],
  ["line ends of Windows", HOMELAB.replaceAll("\n", "\r\n")],
  ["no line end at the end", HOMELAB.trimEnd()],
  ["document marks", `---\n${HOMELAB}...\n`],
  ["anchors and aliases", HOMELAB.replace("{name: t}", "{name: &n t}").replace("name: a,", "name: &a a,")],
  ["plain tags", named("!!map {name: !!str t}")],
];

describe("texts that are refused", () => {
  it.each(REFUSED)("%s", (_, content, expected) => {
    const result = compileFiles({ "homelab.yaml": content });
    expect(located(result)).toEqual([expected]);
    expect(result.compiled).toBeUndefined();
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

describe("texts that are taken compile to the same bytes", () => {
  const plain = compileFiles({ "homelab.yaml": HOMELAB });
  it.each(TAKEN)("%s", (_, content) => {
    const { diagnostics, compiled } = compileFiles({ "homelab.yaml": content });
    expect(diagnostics).toEqual([]);
    expect(compiled?.tree.files).toEqual(plain.compiled?.tree.files);
  });

  it("places count in lines and columns of the file, whatever its line ends", () => {
    const text = named("{name: t, nam: u}");
    const expected = ["E_UNKNOWN_KEY 3:21 metadata.nam"];
    for (const content of [text, text.replaceAll("\n", "\r\n"), utf8(`\ufeff${text}`)])
      expect(located(compileFiles({ "homelab.yaml": content }))).toEqual(expected);
  });
});

const CLI = join(ROOT, "dist", "cli.js");

/** A cache of this test file's own that every user may write to. */
const CACHE = temporaryFolder();
chmodSync(CACHE, 0o777);

interface Process {
  readonly cli?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: SpawnSyncOptions;
}

/** Runs the built command line. */
function run(args: readonly string[], cwd: string, { cli = CLI, env = {}, options = {} }: Process = {}): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    env: { ...process.env, K8SGEN_CACHE: CACHE, NO_COLOR: "1", ...env },
    ...options,
  });
  return { code: status, stdout: String(stdout), stderr: String(stderr) };
}

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

/** Runs as a user for whom permissions count: they do not for root. */
function asNobody(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Run {
  if (isRoot) chownSync(cwd, NOBODY, NOBODY);
  return run(args, cwd, { env, options: isRoot ? { uid: NOBODY, gid: NOBODY } : {} });
}

function lab(content: string | Uint8Array = HOMELAB): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "homelab.yaml"), content);
  return folder;
}

/** Ended by a fault of the input: told on stderr, without a stack trace, and nothing was written. */
function expectFault({ code, stdout, stderr }: Run, folder: string, told: string): void {
  expect(stderr).toContain(told);
  expect(stderr).not.toMatch(TRACE);
  expect(stdout).toBe("");
  expect(code).toBe(1);
  expect(existsSync(join(folder, "output"))).toBe(false);
}

describe("files that cannot be read", () => {
  it("one that is not there", () => {
    const folder = temporaryFolder();
    expectFault(run(["build"], folder), folder, "error E_FILE_MISSING homelab.yaml:1:1");
  });

  it("a folder", () => {
    const folder = lab();
    mkdirSync(join(folder, "folder"));
    const result = run(["build", "-f", "folder"], folder);
    expectFault(result, folder, "error E_FILE_READ folder:1:1\n  `folder` cannot be read: it is a folder.");
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
