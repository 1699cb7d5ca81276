import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";
import { outputStale } from "../../src/commands/messages.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { locateEngine } from "../../src/engine/locate.ts";
import type { FileSystem } from "../../src/fs/filesystem.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { buildLabs, failed } from "../../src/labs/build.ts";
import { findLabs } from "../../src/labs/find.ts";
import { planPromotion } from "../../src/labs/promote.ts";
import { NO_ARCHIVES } from "../../src/lock/store.ts";
import { allDiagnostics, type LabsReport } from "../../src/report/labs.ts";
import { temporaryFolder } from "../support/cli.ts";
import { ROOT } from "../support/root.ts";
import { blueprint, memoryCache } from "../verify/lab.ts";

/** Path -> text, from the root of a repository. */
export type Texts = Readonly<Record<string, string>>;

const BASE = `apiVersion: k8sgen.dev/v1
kind: Homelab
kubernetes: {version: v1.36.3+k3s1}
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}}
extensions: {one: {text: same}, two: {text: same}}
delivery: {flux: {repository: https://git.example.org/me/t.git}}
`;

const MANIFEST = `apiVersion: v1
kind: ConfigMap
metadata: {name: m, namespace: default}
data: {text: "{{spec.text}}"}
`;

/** Two components of the user's own with a folder of manifests each, and the layer that all labs include. */
export const SHOP: Texts = {
  "shared/base.yaml": BASE,
  ...Object.fromEntries(
    ["one", "two"].flatMap((name) =>
      Object.entries(blueprint(name, "", { "manifests/a.yaml.hbs": MANIFEST })).map(([path, text]) => [
        `labs/${path}`,
        String(text).replace("name: m,", `name: ${name},`),
      ]),
    ),
  ),
};

/** A lab on the shared layer; `more` stands below it. */
export const lab = (name: string, address: number, more = "", metadata = ""): string =>
  `include: [../shared/base.yaml]
metadata: {name: ${name}${metadata}}
nodes: [{name: a, role: server, address: 192.168.1.${address}, arch: arm64, memory: 8Gi, disk: 32Gi}]
${more}`;

export interface Run {
  readonly report: LabsReport;
  /** Diagnostics as `CODE file:line`. */
  readonly found: readonly string[];
  /** Labs that were compiled, in this order. */
  readonly compiled: readonly string[];
}

/** A repository in memory, an output folder on the disk, and a cache that lasts from run to run. */
export class Workshop {
  readonly output = join(temporaryFolder(), "output");
  readonly cache = memoryCache();
  texts: Texts;

  constructor(texts: Texts) {
    this.texts = { ...SHOP, ...texts };
    mkdirSync(this.output);
  }

  async run(check = false): Promise<Run> {
    const { input, environment } = this.#job();
    const output = { folder: this.output, check, stale: outputStale };
    const report =
      "diagnostics" in input ? failed(input.diagnostics) : await buildLabs(input, environment, output);
    return {
      report,
      compiled: report.labs.filter((one) => one.report.stages.length > 0).map(({ file }) => file),
      found: allDiagnostics(report).map(
        ({ code, location }) =>
          `${code}${location === undefined ? "" : ` ${location.file.replace(this.output, "output")}:${location.line}`}`,
      ),
    };
  }

  async promote(name: string): ReturnType<typeof planPromotion> {
    const { input, environment } = this.#job();
    if ("diagnostics" in input) throw new Error("no labs");
    return planPromotion(name, input, environment, this.output);
  }

  #job() {
    const memory = memoryFileSystem(this.texts);
    const worldOf = (path: string) => (path.startsWith("/") ? nodeFileSystem : memory);
    const fs: FileSystem = {
      read: (path) => worldOf(path).read(path),
      kind: (path) => worldOf(path).kind(path),
      list: (path) => worldOf(path).list(path),
    };
    const { value, diagnostics } = findLabs(fs, "labs");
    const input = value === undefined ? { diagnostics } : { folder: "labs", files: value, strict: false };
    const environment = {
      fs,
      package: { fs: nodeFileSystem, root: ROOT },
      engine,
      sources: new Sources(),
      cache: this.cache,
      program: "p",
      store: NO_ARCHIVES,
      clock: () => 0,
      progress: () => {},
    };
    return { input, environment };
  }
}

const files = locateEngine();
if (files === undefined) throw new Error("the engine was not built");
export const engine = createEngine(files, { workers: 1 });
afterAll(() => engine.close());
