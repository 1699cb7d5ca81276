import type { ExpandedComponent, ExpandedManifest } from "../expand/model.ts";
import { isObject, type JsonObject } from "../values/json.ts";
import type { Tracked } from "../values/tracked.ts";
import { ownsData } from "./kept.ts";
import type { FileTree } from "./tree.ts";

/** Folder of the raw manifests in the output. */
export const MANIFESTS = "manifests";

/** Marks that keep an engine from pruning an object. */
export type NoPruneMark = Readonly<Record<string, string>>;

/** Names of the components that have raw manifests. */
export const withManifests = (components: readonly ExpandedComponent[]): readonly ExpandedComponent[] =>
  components.filter(({ manifests }) => manifests.length > 0);

/** `manifests/<component>/`: the files of objects and the kustomization.yaml that lists them. */
export function addManifests(
  tree: FileTree,
  components: readonly ExpandedComponent[],
  noPrune: NoPruneMark,
): void {
  for (const { component, manifests } of withManifests(components)) {
    const folder = `${MANIFESTS}/${component.name}`;
    for (const file of manifests) addFile(tree, `${folder}/${file.name}`, file, noPrune);
    tree.yaml(`${folder}/kustomization.yaml`, kustomization(manifests, noPrune));
  }
}

/** One file of raw manifests. */
export function addFile(
  tree: FileTree,
  path: string,
  { objects, text }: ExpandedManifest,
  noPrune: NoPruneMark,
): void {
  if (objects === undefined) tree.text(path, text ?? "");
  else
    tree.objects(
      path,
      objects.map((object) => marked(object, noPrune)),
    );
}

function kustomization(manifests: readonly ExpandedManifest[], noPrune: NoPruneMark): JsonObject {
  // Files that are copied as they are cannot carry the mark themselves.
  const copied = manifests.some(({ objects }) => objects === undefined);
  const patch = JSON.stringify({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "every-one", annotations: noPrune },
  });
  return {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: manifests.map(({ name }) => name),
    ...(copied ? { patches: [{ target: { kind: "CustomResourceDefinition" }, patch }] } : {}),
  };
}

function marked(object: Tracked, noPrune: NoPruneMark): Tracked {
  if (!isObject(object.value)) return object;
  const value = withMark(object.value, noPrune);
  return value === object.value ? object : { value, originOf: (path) => object.originOf(path) };
}

/** An object whose removal takes data with it, with the engine's mark; any other one as it is. */
export function withMark(object: JsonObject, noPrune: NoPruneMark): JsonObject {
  return ownsData(object) ? withAnnotations(object, noPrune) : object;
}

/** An object with annotations beside those that it has. */
export function withAnnotations(object: JsonObject, added: Readonly<Record<string, string>>): JsonObject {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const annotations = isObject(metadata.annotations) ? metadata.annotations : {};
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, ...added } } };
}
