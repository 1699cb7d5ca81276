import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Session } from "../engine/engine.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import { cached, digestOf } from "./cache.ts";
import type { VerifyContext } from "./context.ts";
import { manifestUnreadable } from "./messages.ts";
import { type CrdPack, packOf } from "./schemas.ts";

/** CRDs that components bring in files, by the components' names, and the files that cannot be read. */
export interface ManifestCrds {
  readonly packs: ReadonlyMap<string, CrdPack>;
  readonly diagnostics: readonly Diagnostic[];
}

interface File {
  /** Where it comes from, for people. */
  readonly source: string;
  readonly text: string;
}

/**
 * CRDs in manifests that are copied as they are, and in those of the web, of components whose blueprint says that its
 * schemas come from `manifests`. Where it names a pack for its own files, that pack is made from them and faster.
 */
export async function crdsOfManifests(
  components: readonly ExpandedComponent[],
  context: VerifyContext,
): Promise<ManifestCrds> {
  const packs = new Map<string, CrdPack>();
  const diagnostics: Diagnostic[] = [];
  for (const expanded of components) {
    const files = filesOf(expanded);
    if (files.length === 0) continue;
    const { name } = expanded.component;
    const pack = await packOfFiles(name, files, context);
    if (pack === undefined) diagnostics.push(...files.map(({ source }) => manifestUnreadable(name, source)));
    else if (pack.kinds.length > 0) packs.set(name, pack);
  }
  return { packs, diagnostics };
}

function filesOf({ component, manifests, remote = [] }: ExpandedComponent): readonly File[] {
  const crds = (component.blueprint.manifest.crds ?? []).filter(({ source }) => source === "manifests");
  if (crds.length === 0) return [];
  const fromWeb = remote.map(({ url, text }) => ({ source: url, text }));
  const isPacked = crds.every(({ pack }) => pack !== undefined);
  const own = manifests.flatMap(({ text, source }): readonly File[] =>
    text === undefined || fromWeb.some((file) => file.source === source) ? [] : [{ source, text }],
  );
  return [...fromWeb, ...(isPacked ? [] : own)];
}

/** Undefined where the files are no YAML. The engine reads CRDs out of charts: the files are given to it as one. */
async function packOfFiles(
  name: string,
  files: readonly File[],
  context: VerifyContext,
): Promise<CrdPack | undefined> {
  const texts = files.map(({ text }) => text);
  const key = digestOf(["manifest-crds", context.engine.digest, ...texts]);
  const crds = await cached(context.cache, key, async () => {
    const answer = await crdsIn(context.engine.session(0), key, texts);
    return "error" in answer ? { value: null, keep: false } : { value: answer.value.crds, keep: true };
  });
  return crds === null ? undefined : packOf(`${name} (manifests)`, crds);
}

async function crdsIn(session: Session, key: string, texts: readonly string[]) {
  const files = {
    "Chart.yaml": "apiVersion: v2\nname: manifests\nversion: 0.0.0\n",
    ...Object.fromEntries(texts.map((text, index) => [`crds/${index}.yaml`, text])),
  };
  const loaded = await session.loadChart({ digest: key, files });
  if ("error" in loaded) return loaded;
  const rendered = await session.render({
    chart: key,
    releaseName: "manifests",
    namespace: "default",
    isUpgrade: false,
    kubernetesVersion: "v1.36.0",
    apiVersions: [],
    values: "{}",
    keep: key,
    contents: false,
  });
  return "error" in rendered ? rendered : session.crds(key);
}
