import { createHash } from "node:crypto";
import { Sources } from "../../src/diagnostics/sources.ts";
import { memoryFileSystem } from "../../src/fs/memory.ts";
import type { Network } from "../../src/lock/http.ts";
import { type Held, lockCharts } from "../../src/lock/lock.ts";
import { readLock } from "../../src/lock/read.ts";
import type { ArchiveStore } from "../../src/lock/store.ts";
import { lockText } from "../../src/lock/text.ts";
import type { Plan } from "../../src/plan/model.ts";
import { tgz } from "../support/archive.ts";
import { compileFiles } from "../support/compile.ts";
import { blueprint } from "../verify/lab.ts";

/** A chart that a blueprint of the test's pins. */
export interface Pin {
  readonly name: string;
  readonly repository: string;
  readonly version: string;
}

const HOMELAB = `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: t}
kubernetes: {version: v1.36.3+k3s1}
nodes: [{name: a, role: server, address: 192.168.1.2, arch: arm64, memory: 8Gi, disk: 32Gi}]
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1}}
delivery: {flux: {repository: https://git.example.org/me/t.git}}
extensions:
`;

/** A homelab whose components are those that are named, each with the chart that it pins. */
export function homelabOf(
  pins: Readonly<Record<string, Pin>>,
): Readonly<Record<string, string | Uint8Array>> {
  const files = Object.entries(pins).map(([component, { name, repository, version }]) =>
    blueprint(
      component,
      `namespace: {name: ${component}}\nchart:\n  name: ${name}\n  repository: ${repository}\n  version: ${version}\n`,
    ),
  );
  const use = Object.keys(pins).map((component) => `  ${component}: {}\n`);
  return Object.assign({ "homelab.yaml": HOMELAB + use.join("") }, ...files);
}

const plans = new Map<string, Plan>();

export function planOf(pins: Readonly<Record<string, Pin>>): Plan {
  const key = JSON.stringify(pins);
  const known = plans.get(key);
  if (known !== undefined) return known;
  const { compiled, diagnostics } = compileFiles(homelabOf(pins));
  if (compiled === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  plans.set(key, compiled.plan);
  return compiled.plan;
}

export const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A packed chart. */
export const chart = (name: string, version: string, extra = "appVersion: 2.0.0\n"): Uint8Array =>
  tgz({ [`${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: ${version}\n${extra}` });

/** A store in memory, open to the hands of a test. */
export function memoryStore(): ArchiveStore & { readonly archives: Map<string, Uint8Array> } {
  const archives = new Map<string, Uint8Array>();
  return {
    archives,
    get: (digest) => archives.get(digest),
    put: (digest, bytes) => {
      archives.set(digest, bytes);
      return undefined;
    },
  };
}

export interface Locking {
  readonly pins: Readonly<Record<string, Pin>>;
  readonly network: Network;
  readonly store?: ArchiveStore;
  readonly offline?: boolean;
  /** Files below `charts/`, where a folder of archives is given. */
  readonly folder?: Readonly<Record<string, Uint8Array>>;
  /** Text of the lock that is there. */
  readonly lock?: string;
}

export interface Locked {
  readonly held: readonly Held[];
  /** The text of the new lock; undefined where a chart could not be had. */
  readonly text: string | undefined;
  /** Diagnostics as `CODE file:line:column path`. */
  readonly found: readonly string[];
  readonly messages: string;
}

/** Locks the charts of a homelab that exists in memory only. */
export async function lock({
  pins,
  network,
  store = memoryStore(),
  offline = false,
  folder,
  lock: before,
}: Locking): Promise<Locked> {
  const files = Object.fromEntries([
    ...Object.entries(folder ?? {}).map(([name, bytes]) => [`charts/${name}`, bytes] as const),
    ...(before === undefined ? [] : [["k8sgen.lock", before] as const]),
  ]);
  const fs = memoryFileSystem(files);
  const { value: old, diagnostics: reading } = readLock(fs, "", new Sources());
  const { value, diagnostics } = await lockCharts(
    planOf(pins),
    old,
    { offline, ...(folder === undefined ? {} : { folder: "charts" }) },
    { fs, store, network },
  );
  const all = [...reading, ...diagnostics];
  return {
    held: value ?? [],
    text: value === undefined ? undefined : lockText(value.map(({ locked }) => locked)),
    found: all.map(
      ({ code, location, path }) =>
        `${code} ${location === undefined ? "" : `${location.file}:${location.line}:${location.column}`}${path === undefined ? "" : ` ${path}`}`,
    ),
    messages: all.map(({ message }) => message).join("\n"),
  };
}
