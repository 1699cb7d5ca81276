import { namespacesOf, type SecretFile } from "../secrets/folder.ts";
import { fileName, SECRETS } from "../secrets/paths.ts";
import type { FileTree } from "./tree.ts";

/**
 * `secrets/<namespace>/`: the encrypted files byte for byte, and the kustomization.yaml that lists them. Marks against
 * pruning cannot be put into them: the digest of SOPS goes over the annotations too. The engine is told instead.
 */
export function addSecrets(tree: FileTree, files: readonly SecretFile[]): void {
  for (const { path, bytes } of files) tree.bytes(path, bytes);
  for (const namespace of namespacesOf(files))
    tree.yaml(`${SECRETS}/${namespace}/kustomization.yaml`, {
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      resources: files
        .filter(({ secret }) => secret.namespace === namespace)
        .map(({ secret }) => fileName(secret.name)),
    });
}
