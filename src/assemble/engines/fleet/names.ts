/** Where Fleet's controllers run, and where the cluster that they run in is registered. https://fleet.rancher.io/installation */
export const FLEET_SYSTEM = "cattle-fleet-system";
export const FLEET_LOCAL = "fleet-local";

/** The Secret with what the repository asks of who reads it. */
export const REPOSITORY_SECRET = "homelab-repository";

/** The label by which a homelab's objects find their cluster; the blueprint puts it on the cluster that Fleet runs in. */
export const CLUSTER_LABEL = "k8sgen.dev/homelab";

/** The bundle of the umbrella; those of releases have the names of components. */
export const umbrellaOf = (homelab: string): string => `umbrella-${homelab}`;

/**
 * Of a bundle whose objects are all applied, and may be coming up yet.
 * https://github.com/rancher/fleet/blob/v0.16.1/pkg/apis/fleet.cattle.io/v1alpha1/bundle_types.go
 */
export const APPLIED = ["Ready", "NotReady", "Modified"];

/** What was changed in the cluster by hand is put back. https://fleet.rancher.io/ref-fleet-yaml */
export const CORRECT_DRIFT = { enabled: true };

/** Authorities that controllers write into what charts bring; Fleet itself knows those of webhooks. */
export const COMPARE_PATCHES = [
  {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    jsonPointers: ["/spec/conversion/webhook/clientConfig/caBundle"],
  },
  { apiVersion: "apiregistration.k8s.io/v1", kind: "APIService", jsonPointers: ["/spec/caBundle"] },
];
