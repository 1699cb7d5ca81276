import { afterAll } from "vitest";
import { build, type Writer } from "../../src/build.ts";
import { Sources } from "../../src/diagnostics/sources.ts";
import { renderText } from "../../src/diagnostics/text.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { locateEngine } from "../../src/engine/locate.ts";
import { type FileSystem, FileSystemError } from "../../src/fs/filesystem.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import { nodeFileSystem } from "../../src/fs/node.ts";
import { type ArchiveStore, NO_ARCHIVES } from "../../src/lock/store.ts";
import type { BuildReport } from "../../src/report/report.ts";
import { NO_CACHE, type ResultCache } from "../../src/verify/cache.ts";
import { tgz } from "../support/archive.ts";
import { ROOT } from "../support/root.ts";

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Seven lines without a fault. `extensions:` is the eighth; what stands below it begins at 9:3. */
const HOMELAB = `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: t}
kubernetes: {version: v1.36.3+k3s1}
nodes: [{name: a, role: server, address: 192.168.1.2, arch: arm64, memory: 8Gi, disk: 32Gi}]
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}}
delivery: {flux: {repository: https://git.example.org/me/t.git}}
`;

/** A blueprint of the user's own, extensions.<name>, that takes any values; `extra` is added to its blueprint.yaml. */
export const blueprint = (name: string, extra: string, files: Files = {}): Files =>
  Object.fromEntries(
    Object.entries({
      "blueprint.yaml": `apiVersion: k8sgen.dev/v1\nkind: Blueprint\nmetadata: {name: ${name}, title: ${name}, description: ${name}}\nslots: [{path: extensions.${name}}]\n${extra}`,
      "schema.json":
        '{"title":"X","description":"x","type":"object","additionalProperties":true,"properties":{}}',
      ...files,
    }).map(([path, content]) => [`blueprints/extensions/${name}/${path}`, content]),
  );

/** The lines of blueprint.yaml for the chart that `archive` makes. */
export const charted = (name: string, extra = ""): string =>
  `namespace: {name: ${name}}\nchart: {name: ${name}, repository: https://charts.example.org, version: 1.0.0${extra}}\n`;

/** A packed chart as it lies in the folder `charts`; `metadata` is added to its Chart.yaml. */
export function archive(
  name: string,
  files: Readonly<Record<string, string>>,
  { version = "1.0.0", metadata = "" } = {},
): Uint8Array {
  return tgz(
    Object.fromEntries(
      Object.entries({
        "Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: ${version}\n${metadata}`,
        ...files,
      }).map(([path, text]) => [`${name}/${path}`, text]),
    ),
  );
}

export interface Job {
  /** What stands before `extensions:`, where it is not those seven lines. */
  readonly homelab?: string;
  /** What stands below `extensions:`, each line indented by two. */
  readonly use: string;
  readonly files: Files;
  /** Whether `--charts charts` is given. */
  readonly charts?: boolean;
  readonly strict?: boolean;
  /** Paths that exist and cannot be read. */
  readonly unreadable?: readonly string[];
  readonly cache?: ResultCache;
  readonly store?: ArchiveStore;
  readonly engine?: Engine;
  /** What tells the program from others; without it no whole build is kept. */
  readonly program?: string;
  /** The package's own files. */
  readonly own?: FileSystem;
}

const refusing = (fs: FileSystem, unreadable: readonly string[]): FileSystem => {
  const checked = <T>(path: string, action: (path: string) => T): T => {
    if (unreadable.includes(path)) throw new FileSystemError(path, "permission denied");
    return action(path);
  };
  return {
    read: (path) => checked(path, fs.read),
    kind: fs.kind,
    list: (path) => checked(path, fs.list),
  };
};

export interface Outcome {
  readonly report: BuildReport;
  /** Diagnostics as `CODE file:line:column path`, in the order in which they were found. */
  readonly found: readonly string[];
  readonly messages: string;
  /** As people read them. */
  readonly text: string;
  /** What the writer was given: texts by path. */
  readonly tree: Readonly<Record<string, string>>;
  /** Names of the homelabs that the writer was given. */
  readonly written: readonly string[];
}

/** A cache in memory, open to the hands of a test. */
export function memoryCache(): ResultCache & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return { entries, get: (key) => entries.get(key), put: (key, value) => void entries.set(key, value) };
}

/** The engine of a test file, and builds with it of homelabs that exist in memory only. */
export function laboratory(): { readonly engine: Engine; readonly run: (job: Job) => Promise<Outcome> } {
  const files = locateEngine();
  if (files === undefined) throw new Error("the engine was not built: npm run build:engine");
  const shared = createEngine(files, { workers: 2 });
  afterAll(() => shared.close());
  return { engine: shared, run: (job) => runJob({ engine: shared, ...job }) };
}

async function runJob({
  homelab = HOMELAB,
  use,
  files,
  charts = false,
  strict = false,
  unreadable = [],
  cache = NO_CACHE,
  store = NO_ARCHIVES,
  engine,
  program,
  own = nodeFileSystem,
}: Job & { readonly engine: Engine }): Promise<Outcome> {
  const written: string[] = [];
  const sources = new Sources();
  let tree: Readonly<Record<string, string>> = {};
  const write: Writer = (name, made) => {
    written.push(name);
    tree = Object.fromEntries([...made].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]));
    return { value: { added: [], changed: [], removed: [], unchanged: 0 }, diagnostics: [] };
  };
  const report = await build(
    { file: "homelab.yaml", strict, ...(charts ? { charts: "charts" } : {}) },
    {
      fs: refusing(
        memoryFileSystem({ "homelab.yaml": `${homelab}extensions:\n${use}\n`, ...files }),
        unreadable,
      ),
      package: { fs: own, root: ROOT },
      sources,
      ...(program === undefined ? {} : { program }),
      engine,
      cache,
      store,
      clock: () => 0,
      progress: () => {},
    },
    write,
  );
  const found = report.diagnostics.map(({ code, location, path }) =>
    [
      code,
      location === undefined ? "" : ` ${location.file}:${location.line}:${location.column}`,
      path === undefined ? "" : ` ${path}`,
    ].join(""),
  );
  const text = renderText(report.diagnostics, { color: false, sources });
  const messages = report.diagnostics.map(({ message }) => message).join("\n");
  return { report, found, messages, text, written, tree };
}
