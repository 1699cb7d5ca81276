import type { ExpandedComponent } from "../../../expand/model.ts";
import type { Plan } from "../../../plan/model.ts";
import { groupOf } from "../../../values/api-version.ts";
import { getAt, type JsonObject } from "../../../values/json.ts";
import { MANIFESTS, withManifests } from "../../manifests.ts";
import type { FileTree } from "../../tree.ts";
import { CHART } from "../../umbrella/folder.ts";
import { GITOPS, manifestsOf } from "../model.ts";
import { repositoryPath, setting } from "../repository.ts";
import {
  APPLIED,
  CLUSTER_LABEL,
  CORRECT_DRIFT,
  FLEET_LOCAL,
  REPOSITORY_SECRET,
  umbrellaOf,
} from "./names.ts";
import { asksWhoReads } from "./readme.ts";

/** Name of the file that makes a folder a bundle. https://fleet.rancher.io/ref-fleet-yaml */
export const FLEET_FILE = "fleet.yaml";

/**
 * `gitops/` for Fleet: the one GitRepo. Each folder that it names is a bundle, and says in its own fleet.yaml what it waits
 * for. The pattern of its paths follows components that come and go, so that nobody has to apply it again.
 */
export function addEntry(tree: FileTree, plan: Plan, components: readonly ExpandedComponent[]): void {
  const name = plan.homelab.metadata.name;
  tree.yaml(`${GITOPS}/gitrepo.yaml`, gitRepo(plan));
  tree.yaml(`${CHART}/${FLEET_FILE}`, {
    name: umbrellaOf(name),
    defaultNamespace: FLEET_LOCAL,
    helm: { releaseName: name, takeOwnership: true },
  });
  for (const { component, manifests } of withManifests(components))
    tree.yaml(`${MANIFESTS}/${component.name}/${FLEET_FILE}`, {
      name: manifestsOf(component.name),
      defaultNamespace: component.namespace,
      helm: { releaseName: manifestsOf(component.name), takeOwnership: true },
      dependsOn: [umbrellaOf(name), ...bringers(plan, component.name, groupsIn(manifests))].map((bundle) => ({
        name: bundle,
        acceptedStates: APPLIED,
      })),
    });
}

/** https://fleet.rancher.io/ref-gitrepo */
function gitRepo(plan: Plan): JsonObject {
  const path = repositoryPath(plan);
  return {
    apiVersion: "fleet.cattle.io/v1alpha1",
    kind: "GitRepo",
    metadata: { name: plan.homelab.metadata.name, namespace: FLEET_LOCAL },
    spec: {
      repo: setting(plan, "repository"),
      branch: setting(plan, "branch"),
      pollingInterval: setting(plan, "interval"),
      paths: [`${path}/${CHART}`, `${path}/${MANIFESTS}/*`],
      ...(asksWhoReads(plan) ? { clientSecretName: REPOSITORY_SECRET } : {}),
      correctDrift: CORRECT_DRIFT,
      targets: [{ clusterSelector: { matchLabels: { [CLUSTER_LABEL]: plan.homelab.metadata.name } } }],
    },
  };
}

const groupsIn = (manifests: ExpandedComponent["manifests"]): ReadonlySet<string> =>
  new Set(
    manifests.flatMap(({ objects = [] }) =>
      objects
        .map(({ value }) => groupOf(String(getAt(value, ["apiVersion"]))))
        .filter((group) => group !== ""),
    ),
  );

/**
 * The bundles that bring kinds of these groups. They need not be ready, only applied: their pods may wait for what the
 * manifests hold. What K3s installs at its start is there.
 */
const bringers = (plan: Plan, component: string, groups: ReadonlySet<string>): readonly string[] =>
  plan.components.flatMap(({ name, blueprint: { manifest } }) => {
    const brought = (manifest.crds ?? []).filter((entry) => entry.groups.some((group) => groups.has(group)));
    if (brought.length === 0 || manifest.bootstrap !== undefined) return [];
    if (brought.some(({ source }) => source === "manifests"))
      return name === component ? [] : [manifestsOf(name)];
    return manifest.chart === undefined ? [] : [name];
  });
