import type { Plan } from "../../plan/model.ts";

/**
 * The first patch release of each minor whose Helm controller knows `failurePolicy: retry`, which came with v0.17.6 of the
 * controller; `values` came with v0.17.0, so these releases know both. Minors that came later know them from their first
 * release on. All of them know `valuesContent`, `takeOwnership` and the policies `abort` and `reinstall`.
 * https://github.com/k3s-io/helm-controller/blob/v0.17.6/pkg/apis/helm.cattle.io/v1/types.go,
 * https://docs.k3s.io/release-notes/v1.36.X (v0.17.7 in v1.36.3, v0.17.1 before),
 * https://github.com/k3s-io/k3s/pull/14476 (v1.35.7) and https://github.com/k3s-io/k3s/pull/14477 (v1.34.10)
 */
export const FIRST_PATCHES: Readonly<Record<string, number>> = { "34": 10, "35": 7, "36": 3 };

/** The oldest release of the homelab's minor whose Helm controller tries failed installs again; undefined where its own does. */
export function newerHelmController({ homelab }: Plan): string | undefined {
  const [, minor = "", patch] = /^v1\.(\d+)\.(\d+)/.exec(homelab.kubernetes.version) ?? [];
  const first = FIRST_PATCHES[minor] ?? 0;
  return Number(patch) < first ? `v1.${minor}.${first}+k3s1` : undefined;
}
