import { posix } from "node:path";
import { MANIFESTS } from "../assemble/manifests.ts";
import { groupBy } from "../values/group.ts";
import type { JsonObject } from "../values/json.ts";
import { sortedEntries } from "../values/sorted.ts";
import { toYamlDocuments } from "../values/yaml.ts";
import { digestOf } from "../write/digest.ts";
import { INVENTORY } from "../write/paths.ts";
import { type Contents, inventoryText } from "./contents.ts";
import type { Files, LabFacts } from "./model.ts";

/** The folder beside those of the labs that holds what at least two of them have in common. */
export const SHARED = "shared";

/** The trees as they are written. */
export interface Layout {
  /** By the name of the lab. */
  readonly labs: ReadonlyMap<string, Files>;
  /** What lies in `shared/`: folders of manifests, by the names that `references` of inventories use. */
  readonly shared: ReadonlyMap<string, Files>;
}

interface Tree {
  readonly facts: LabFacts;
  readonly files: Files;
}

/**
 * Puts each folder of raw manifests that is equal in two labs, byte for byte, into `shared/` once. What is left in the labs is a
 * kustomization that takes it from there, which Flux, Argo CD and kubectl read alike: a base may lie outside of the
 * folder. The folder's name holds its digest, so it never changes: a lab that differs from then on takes another one.
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/resource/
 */
export function shareManifests(trees: readonly Tree[], contents: Contents): Layout {
  const users = new Map<string, number>();
  const folders = trees.map(({ facts, files }) => {
    const found = manifestFolders(files);
    for (const { shared } of found) count(users, `${neighbourhood(facts)}\n${shared}`);
    return found;
  });
  const shared = new Map<string, Files>();
  const labs = new Map<string, Files>();
  for (const [index, { facts, files }] of trees.entries()) {
    const taken = (folders[index] ?? []).filter(
      (folder) => (users.get(`${neighbourhood(facts)}\n${folder.shared}`) ?? 0) > 1,
    );
    const left = new Map(files);
    for (const { component, files: own, shared: name } of taken) {
      for (const path of own.keys()) left.delete(`${MANIFESTS}/${component}/${path}`);
      left.set(`${MANIFESTS}/${component}/kustomization.yaml`, contents.text(leadingTo(name)));
      shared.set(name, own);
    }
    labs.set(
      facts.name,
      relisted(
        left,
        taken.map((folder) => folder.shared),
        contents,
      ),
    );
  }
  return { labs, shared: new Map(sortedEntries(shared)) };
}

/** Labs can only share what stands beside them in their repository too. */
const neighbourhood = ({ repository, branch, path }: LabFacts): string =>
  JSON.stringify([repository, branch, posix.dirname(path)]);

interface ManifestFolder {
  readonly component: string;
  /** By their paths in the folder. */
  readonly files: Files;
  readonly shared: string;
}

function manifestFolders(files: Files): readonly ManifestFolder[] {
  const found = [...files].flatMap(([path, digest]) => {
    const [, component, rest] = /^manifests\/([^/]+)\/(.+)$/.exec(path) ?? [];
    return component === undefined || rest === undefined
      ? []
      : [{ component, file: [rest, digest] as const }];
  });
  return [...groupBy(found, ({ component }) => component)].map(([component, entries]) => {
    const own = entries.map(({ file }) => file);
    const digest = digestOf(Buffer.from(JSON.stringify(own), "utf8")).slice("sha256:".length);
    return {
      component,
      files: new Map(own),
      shared: `${MANIFESTS}/${component}-${digest.slice(0, 12)}`,
    };
  });
}

const count = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1);

/** `manifests/<component>/kustomization.yaml` of a lab is three folders below what holds all labs. */
const leadingTo = (name: string): string =>
  toYamlDocuments([
    {
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      resources: [`../../../${SHARED}/${name}`],
    },
  ]);

/** The tree with an inventory that lists its files, and what it takes from `shared/`. */
function relisted(
  files: ReadonlyMap<string, `sha256:${string}`>,
  taken: readonly string[],
  contents: Contents,
): Files {
  const listed = new Map(sortedEntries([...files].filter(([path]) => path !== INVENTORY)));
  const { files: _files, ...rest } = JSON.parse(inventoryText(files, contents)) as JsonObject;
  const inventory = { ...rest, [SHARED]: [...taken].sort(), files: Object.fromEntries(listed) };
  listed.set(INVENTORY, contents.text(`${JSON.stringify(inventory, null, 2)}\n`));
  return listed;
}
