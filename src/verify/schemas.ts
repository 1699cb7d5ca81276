import { gunzipSync, gzipSync } from "node:zlib";
import type { SchemaSet } from "../engine/engine.ts";
import type { CrdSchema } from "../engine/protocol.ts";
import type { Plan } from "../plan/model.ts";
import type { PackageFiles } from "../schema/package-files.ts";
import type { Memo } from "../values/memo.ts";
import { digestOf } from "./cache.ts";

/** A pack of schemas/crds, or the CRDs of a chart, as the engine takes it. */
export interface CrdPack {
  readonly bytes: Uint8Array;
  /** `group/version/Kind` of everything in it. */
  readonly kinds: readonly string[];
}

/** Kinds that the output itself needs, whatever runs: K3s' own. Those of the GitOps engine come with its blueprint. */
const OUTPUT_PACKS = ["k3s-helm-controller"];

/** The packed schemas of Kubernetes for a minor, and what its API server offers. */
export interface KubernetesPack {
  readonly bytes: Uint8Array;
  readonly apiVersions: readonly string[];
}

/** The package's packs. Each is read once, and what it offers is remembered: unpacking all takes 50 ms. */
export class PackStore {
  readonly #files: PackageFiles;
  readonly #memo: Memo;
  readonly #names: readonly string[];
  readonly #found = new Map<string, CrdPack | undefined>();
  readonly #kubernetes = new Map<number, KubernetesPack>();

  constructor(files: PackageFiles, memo: Memo) {
    this.#files = files;
    this.#memo = memo;
    this.#names = (files.fs.list(`${files.root}/schemas/crds`) ?? [])
      .map(({ name }) => name)
      .filter((name) => name.endsWith(".json.gz"));
  }

  /** The pack of Kubernetes 1.`minor`. */
  kubernetes(minor: number): KubernetesPack {
    const known = this.#kubernetes.get(minor);
    if (known !== undefined) return known;
    const bytes = this.#files.fs.read(`${this.#files.root}/schemas/kubernetes/v1.${minor}.json.gz`);
    if (bytes === undefined)
      throw new Error(`the schemas of Kubernetes 1.${minor} are missing from the installation of k8sgen`);
    const apiVersions = this.#offered("kubernetes", bytes, (text) => {
      const pack = JSON.parse(text) as { apiVersions: string[]; kinds: string[] };
      return [...pack.apiVersions, ...pack.kinds];
    });
    const pack = { bytes, apiVersions };
    this.#kubernetes.set(minor, pack);
    return pack;
  }

  /**
   * The pack of that exact name or of that name and a version (`cert-manager` finds `cert-manager-v1.21.1.json.gz`);
   * undefined where there is none.
   */
  find(name: string): CrdPack | undefined {
    if (!this.#found.has(name)) this.#found.set(name, this.#read(name));
    return this.#found.get(name);
  }

  #read(name: string): CrdPack | undefined {
    const file =
      this.#names.find((known) => known === `${name}.json.gz`) ??
      this.#names.find((known) => known.startsWith(`${name}-`) && /^-v?\d/.test(known.slice(name.length)));
    const bytes =
      file === undefined ? undefined : this.#files.fs.read(`${this.#files.root}/schemas/crds/${file}`);
    return bytes === undefined
      ? undefined
      : { bytes, kinds: this.#offered("crds", bytes, (text) => kindsOf(JSON.parse(text).crds)) };
  }

  #offered(what: string, bytes: Uint8Array, read: (text: string) => readonly string[]): readonly string[] {
    const packed = Buffer.from(bytes);
    const offered = () => read(gunzipSync(packed).toString("utf8"));
    return this.#memo.of(`pack of ${what}`, packed.toString("latin1"), offered) ?? [];
  }
}

/**
 * Packs that are always there, and those that blueprints name; a chart and manifests at hand take the place of theirs.
 * @param fromManifests by the components' names, as `fromCharts`
 */
export function plannedPacks(
  plan: Plan,
  store: PackStore,
  fromCharts: ReadonlyMap<string, CrdPack>,
  fromManifests: ReadonlyMap<string, CrdPack> = new Map(),
): readonly CrdPack[] {
  const packs = OUTPUT_PACKS.map((name) => store.find(name));
  for (const { name, blueprint } of plan.components) {
    const atHand = { chart: fromCharts.get(name), manifests: fromManifests.get(name), pack: undefined };
    packs.push(atHand.chart, atHand.manifests);
    for (const { pack, source } of blueprint.manifest.crds ?? []) {
      if (pack !== undefined && atHand[source] === undefined) packs.push(store.find(pack));
    }
  }
  return packs.filter((pack) => pack !== undefined);
}

/** The schemas that objects are judged by as long as no chart brings its own. */
export const packedSchemas = (plan: Plan, store: PackStore): SchemaSet =>
  schemaSet(store.kubernetes(plan.facts.kubernetesMinor), plannedPacks(plan, store, new Map()));

export function schemaSet(kubernetes: KubernetesPack, packs: readonly CrdPack[]): SchemaSet {
  const all = [kubernetes.bytes, ...packs.map(({ bytes }) => bytes)];
  const offers = [kubernetes.apiVersions, ...packs.map(({ kinds }) => kinds)];
  return { key: digestOf(all).slice(0, 32), packs: all, offers };
}

/** CRDs that a chart brings, as a pack. Level 1: it is read once, by the worker next door. */
export function packOf(source: string, crds: readonly CrdSchema[]): CrdPack {
  return { bytes: gzipSync(JSON.stringify({ source, crds }), { level: 1 }), kinds: kindsOf(crds) };
}

const kindsOf = (crds: readonly CrdSchema[]): readonly string[] =>
  crds.flatMap(({ group, kind, versions }) => versions.map(({ name }) => `${group}/${name}/${kind}`));
