/** What the packs are made from. A new version is an edit here, a run of the scripts and a commit of what they write. */

/** One patch release for each of the minors that K3s ships; each is a version of the Go module k8s.io/kubernetes. */
export const kubernetes = ["v1.34.4", "v1.35.4", "v1.36.3"] as const;

/** The Cilium release whose custom resources are packed; its go.mod says which Gateway API it is built for. */
export const cilium = { module: "github.com/cilium/cilium", version: "v1.20.0" } as const;

export const gatewayApi = "sigs.k8s.io/gateway-api";

/** The system upgrade controller whose kind is installed; the same version as the image of its blueprint. */
export const systemUpgrade = {
  module: "github.com/rancher/system-upgrade-controller",
  version: "v0.20.1",
} as const;

/** k3d, whose config file a homelab for a laptop may have. */
export const k3d = { module: "github.com/k3d-io/k3d/v5", version: "v5.9.0" } as const;

/**
 * Commits of k3s-io/k3s with the command line of each minor. Releases are cut on branches whose flags are those of the
 * main branch at that Kubernetes version, as the lists of K3s' flags that RKE2 v1.34.4, v1.35.4 and v1.36.3 keep in
 * pkg/cli/cmds confirm: RKE2 refuses to start where a flag of K3s is not in its list.
 */
export const k3s = {
  "v1.34": { commit: "463678586d0dbb3b7a80e90904a850dd4ae11231", kubernetes: "v1.34.3" },
  "v1.35": { commit: "595cf680cf4c5d8ebb18ad7959f6d2fae04fa91c", kubernetes: "v1.35.4" },
  "v1.36": { commit: "2d8371fc2448aa3e597083184bcb35f9d1650da3", kubernetes: "v1.36.3" },
} as const;

/** Where the lifecycle of Kubernetes' API versions is written: a later module has the last word on a kind. */
export const lifecycleSources = [
  { module: "k8s.io/kube-aggregator", version: "v0.37.1" },
  { module: "k8s.io/apiextensions-apiserver", version: "v0.37.1" },
  { module: "k8s.io/api", version: "v0.22.17" },
  { module: "k8s.io/api", version: "v0.25.16" },
  { module: "k8s.io/api", version: "v0.37.1" },
] as const;

/** The package that carries CycloneDX' schemas, and those of them that a document of version 1.6 needs. */
export const cycloneDx = {
  package: "@cyclonedx/cyclonedx-library",
  version: "10.3.0",
  schemas: ["bom-1.6", "spdx", "jsf-0.82"],
} as const;
