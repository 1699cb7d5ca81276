/** Folder of the umbrella chart in the output. */
export const CHART = "chart";

/** Files that are taken: by the template of namespaces, and by Fleet, which reads each `fleet.yaml` wherever it stands. */
const TAKEN: ReadonlySet<string> = new Set(["fleet.yaml", "namespaces.yaml"]);

/**
 * Path in the umbrella chart of the template that makes a component's release.
 * https://github.com/rancher/fleet/blob/v0.16.1/internal/cmd/cli/apply/apply.go (shouldCreateBundleForThisPath)
 */
export const releaseFile = (component: string): string =>
  `templates/${component}${TAKEN.has(`${component}.yaml`) ? ".release" : ""}.yaml`;
