import type { ExpandedComponent } from "../../../expand/model.ts";
import type { Plan } from "../../../plan/model.ts";
import { namespacesOf, type SecretFile } from "../../../secrets/folder.ts";
import { SECRETS } from "../../../secrets/paths.ts";
import type { JsonObject } from "../../../values/json.ts";
import { withManifests } from "../../manifests.ts";
import type { FileTree } from "../../tree.ts";
import { GITOPS, manifestsOf } from "../model.ts";
import { repositoryPath } from "../repository.ts";

/** Names that `flux bootstrap` gives its namespace and its GitRepository. https://fluxcd.io/flux/installation/bootstrap/ */
export const FLUX = "flux-system";
/** The Secret with the private keys that Flux decrypts with. */
export const FLUX_AGE_SECRET = "sops-age";
export const SOURCE = { kind: "GitRepository", name: FLUX };

/**
 * `gitops/` for Flux: the umbrella as one HelmRelease, and one Kustomization for each folder of raw manifests and of
 * encrypted Secrets. They stand beside the umbrella, not in it: created by it they would be part of its own readiness.
 */
export function addEntry(
  tree: FileTree,
  plan: Plan,
  components: readonly ExpandedComponent[],
  secrets: readonly SecretFile[],
): void {
  const path = repositoryPath(plan);
  tree.yaml(`${GITOPS}/umbrella.yaml`, umbrella(plan.homelab.metadata.name, path));
  addFolders(tree, path, components, secrets);
}

/** One Kustomization for each folder of raw manifests, and of encrypted Secrets. */
export function addFolders(
  tree: FileTree,
  path: string,
  components: readonly ExpandedComponent[],
  secrets: readonly SecretFile[],
): void {
  for (const { component } of withManifests(components)) {
    tree.yaml(`${GITOPS}/${manifestsOf(component.name)}.yaml`, kustomization(component.name, path));
  }
  for (const namespace of namespacesOf(secrets))
    tree.yaml(`${GITOPS}/secrets-${namespace}.yaml`, secretsKustomization(namespace, path));
}

function umbrella(name: string, path: string): JsonObject {
  // Waiting, the umbrella would wait for its children, fail with a slow one, and roll all of them back.
  const action: JsonObject = {
    disableWait: true,
    strategy: { name: "RetryOnFailure", retryInterval: "30s" },
  };
  return {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata: { name, namespace: FLUX },
    spec: {
      interval: "10m",
      timeout: "5m",
      releaseName: name,
      targetNamespace: FLUX,
      storageNamespace: FLUX,
      chart: {
        spec: {
          chart: `./${path}/chart`,
          interval: "1m",
          sourceRef: SOURCE,
          // A change of values is a new revision of the same chart version.
          reconcileStrategy: "Revision",
        },
      },
      driftDetection: { mode: "enabled" },
      install: action,
      upgrade: action,
    },
  };
}

function kustomization(component: string, path: string): JsonObject {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: component, namespace: FLUX },
    spec: {
      interval: "10m",
      // Custom resources come after the release that brings their kind; until then applying is tried again.
      retryInterval: "30s",
      timeout: "5m",
      path: `./${path}/manifests/${component}`,
      prune: true,
      wait: false,
      sourceRef: SOURCE,
    },
  };
}

/**
 * One for each namespace: the umbrella creates most of them, manifests of a component the others, and one that is not
 * there yet holds up its own Secrets only. Releases cannot depend on it; their pods wait for the Secrets, and start
 * as soon as these are there.
 */
function secretsKustomization(namespace: string, path: string): JsonObject {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: `${SECRETS}-${namespace}`, namespace: FLUX },
    spec: {
      interval: "10m",
      // Namespaces come with the umbrella; what waits for its Secret should not wait long.
      retryInterval: "10s",
      timeout: "1m",
      path: `./${path}/${SECRETS}/${namespace}`,
      // Volumes stay when a component goes. Without the Secret that their data was encrypted with they are worth nothing.
      prune: false,
      wait: false,
      sourceRef: SOURCE,
      // https://fluxcd.io/flux/components/kustomize/kustomizations/#decryption
      decryption: { provider: "sops", secretRef: { name: FLUX_AGE_SECRET } },
    },
  };
}
