import type { Plan } from "../../plan/model.ts";
import type { JsonObject } from "../../values/json.ts";
import { toYamlDocuments } from "../../values/yaml.ts";
import { type NoPruneMark, withMark } from "../manifests.ts";
import type { FileTree } from "../tree.ts";
import {
  partsOf,
  RENDERED_CRDS,
  RENDERED_NAMESPACES,
  type RenderedPart,
  type RenderedRelease,
} from "./model.ts";

/** `rendered/`: namespaces, the kinds of all charts, and the objects of each release, every folder with its kustomization.yaml. */
export function addRendered(
  tree: FileTree,
  plan: Plan,
  noPrune: NoPruneMark,
  releases: readonly RenderedRelease[],
): void {
  if (plan.namespaces.length > 0)
    addFolder(tree, RENDERED_NAMESPACES, {
      "namespaces.yaml": namespacesText(plan, noPrune),
    });
  const bringing = releases.flatMap(({ component, crds }) =>
    crds === undefined ? [] : [[`${component}.yaml`, crds] as const],
  );
  if (bringing.length > 0) addFolder(tree, RENDERED_CRDS, Object.fromEntries(bringing));
  for (const release of releases)
    for (const { folder, files } of partsOf(release)) addFolder(tree, folder, files);
}

function addFolder(tree: FileTree, folder: string, files: RenderedPart): void {
  for (const [name, text] of Object.entries(files)) tree.text(`${folder}/${name}`, text);
  tree.yaml(`${folder}/kustomization.yaml`, {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: Object.keys(files).sort(),
  });
}

/** The namespaces of the plan as YAML; they stay when their components go. */
export const namespacesText = (plan: Plan, noPrune: NoPruneMark): string =>
  toYamlDocuments(
    plan.namespaces.map(({ name, podSecurity }) => withMark(namespace(name, podSecurity), noPrune)),
  );

const namespace = (name: string, podSecurity: string): JsonObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: {
    name,
    labels: {
      "pod-security.kubernetes.io/enforce": podSecurity,
      "pod-security.kubernetes.io/warn": podSecurity,
    },
  },
});
