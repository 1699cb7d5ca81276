/** The namespace of Argo CD, of its Applications and of its projects. https://argo-cd.readthedocs.io/en/stable/getting_started/ */
export const ARGO_CD = "argocd";

/** Names of the Applications that are no component's: the entry, and the umbrella that it leads to. */
export const ENTRY = "gitops";
export const UMBRELLA = "umbrella";

/** Files of the entry that another Argo CD delivers where one leads the lab, as a pattern; the lab's own delivers the rest. */
export const PROJECT = "project";
export const LED_FILES = `{${ENTRY}.yaml,${PROJECT}.yaml}`;

/** Label of a cluster's Secret that says which lab it is. */
export const LAB_LABEL = "k8sgen.dev/lab";

/** The cluster that Argo CD runs in. */
export const HERE = "https://kubernetes.default.svc";

/** OCI registries are written without a scheme. https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ */
export const repositoryUrl = (repository: string): string => repository.replace(/^oci:\/\//, "");

/** What the objects of an Application are left with when it goes: nothing, but what carries a mark. */
export const CASCADE = "resources-finalizer.argocd.argoproj.io";

/** Tried again without end, soon at first: what is missing comes with another Application. */
export const RETRY = {
  limit: -1,
  refresh: true,
  backoff: { duration: "10s", factor: 2, maxDuration: "3m" },
};

/**
 * Server-side apply, as large kinds need it; a missing kind fails its own objects only; and fields that somebody else
 * writes stay as they are. https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 */
export const SYNC_OPTIONS = [
  "ServerSideApply=true",
  "SkipDryRunOnMissingResource=true",
  "RespectIgnoreDifferences=true",
];

/** Authorities that controllers write into what Git holds. https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/ */
export const IGNORED = [
  {
    group: "admissionregistration.k8s.io",
    kind: "ValidatingWebhookConfiguration",
    jqPathExpressions: [".webhooks[]?.clientConfig.caBundle"],
  },
  {
    group: "admissionregistration.k8s.io",
    kind: "MutatingWebhookConfiguration",
    jqPathExpressions: [".webhooks[]?.clientConfig.caBundle"],
  },
  {
    group: "apiextensions.k8s.io",
    kind: "CustomResourceDefinition",
    jsonPointers: ["/spec/conversion/webhook/clientConfig/caBundle"],
  },
  { group: "apiregistration.k8s.io", kind: "APIService", jsonPointers: ["/spec/caBundle"] },
];

/**
 * Of Applications that hold Applications: the API server would refuse to compare one whose status is only half written.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/diff-strategies/
 */
export const COMPARED_HERE = { "argocd.argoproj.io/compare-options": "ServerSideDiff=false" };

/**
 * Of the same: to respect what is ignored means to apply the live value again. Argo CD ignores status by itself, and of an
 * Application it is no subresource, so that an old "Running" would be written over a "Succeeded".
 * https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#respect-ignore-difference-configs
 */
export const OF_APPLICATIONS = SYNC_OPTIONS.filter(
  (option) => !option.startsWith("RespectIgnoreDifferences"),
);
