/** Folder of the umbrella chart in the output. */
export const CHART = "chart";

/** Names that are taken: by the template of namespaces, and by Fleet, which reads each `fleet.yaml` wherever it stands. */
const TAKEN: ReadonlySet<string> = new Set(["fleet", "namespaces"]);

/**
 * Path in the umbrella chart of the template that makes a component's release.
 * https://github.com/rancher/fleet/blob/v0.16.1/internal/cmd/cli/apply/apply.go (shouldCreateBundleForThisPath)
 */
export const releaseFile = (component: string): string =>
  `templates/${component}${TAKEN.has(component) ? ".release" : ""}.yaml`;
