import type { ExpandedComponent } from "../../../expand/model.ts";
import type { Plan } from "../../../plan/model.ts";
import type { JsonObject } from "../../../values/json.ts";
import { withAnnotations, withManifests } from "../../manifests.ts";
import type { FileTree } from "../../tree.ts";
import { GITOPS, manifestsOf } from "../model.ts";
import { repositoryPath, setting } from "../repository.ts";
import {
  ARGO_CD,
  CASCADE,
  COMPARED_HERE,
  ENTRY,
  HERE,
  IGNORED,
  LED_FILES,
  OF_APPLICATIONS,
  PROJECT,
  RETRY,
  repositoryUrl,
  SYNC_OPTIONS,
  UMBRELLA,
} from "./names.ts";

/**
 * `gitops/` for Argo CD: the project, an Application that follows this folder itself, the umbrella's, and one for each
 * folder of raw manifests. They stand beside the umbrella, not in it: there they would be waited for by its waves.
 */
export function addEntry(tree: FileTree, plan: Plan, components: readonly ExpandedComponent[]): void {
  const charts = plan.components.flatMap(({ chartSource }) =>
    chartSource === undefined ? [] : [repositoryUrl(chartSource.repository)],
  );
  addApplications(tree, plan, components, charts, {
    path: `${repositoryPath(plan)}/chart`,
    helm: { releaseName: plan.homelab.metadata.name },
  });
}

/**
 * The files of `gitops/`.
 * @param repositories that releases are taken from, beside the one that holds the output
 * @param umbrella the source of all releases
 */
export function addApplications(
  tree: FileTree,
  plan: Plan,
  components: readonly ExpandedComponent[],
  repositories: readonly string[],
  umbrella: JsonObject,
): void {
  const path = repositoryPath(plan);
  const led = isLed(plan);
  const entry = {
    path: `${path}/${GITOPS}`,
    ...(led ? { directory: { exclude: LED_FILES } } : {}),
  };
  const own = [project(plan, repositories), application(plan, ENTRY, ARGO_CD, entry)] as const;
  for (const [index, name] of [PROJECT, ENTRY].entries()) {
    const object = own[index] ?? {};
    tree.yaml(`${GITOPS}/${name}.yaml`, led ? withAnnotations(object, LEFT) : object);
  }
  tree.yaml(`${GITOPS}/${UMBRELLA}.yaml`, application(plan, UMBRELLA, ARGO_CD, umbrella));
  for (const { component } of withManifests(components))
    tree.yaml(
      `${GITOPS}/${manifestsOf(component.name)}.yaml`,
      application(plan, manifestsOf(component.name), component.namespace, {
        path: `${path}/manifests/${component.name}`,
      }),
    );
}

/** Whether another Argo CD leads the lab to its entry. */
export const isLed = (plan: Plan): boolean => setting(plan, "led") === "true";

/**
 * The lab's own Argo CD may have delivered them before it was led; it must not remove them, as all Applications would go
 * along. https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
 */
const LEFT = {
  "argocd.argoproj.io/compare-options": "ServerSideDiff=false,IgnoreExtraneous",
  "argocd.argoproj.io/sync-options": "Prune=false",
};

/** An Application of a folder of the repository. */
export function application(
  plan: Plan,
  name: string,
  namespace: string,
  source: JsonObject,
  annotations: JsonObject = name === ENTRY || name === UMBRELLA ? COMPARED_HERE : {},
): JsonObject {
  const holdsApplications = name === ENTRY || name === UMBRELLA;
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name,
      namespace: ARGO_CD,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      finalizers: [CASCADE],
    },
    spec: {
      project: plan.homelab.metadata.name,
      source: {
        repoURL: setting(plan, "repository"),
        targetRevision: setting(plan, "branch"),
        ...source,
      },
      destination: { server: HERE, namespace },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: holdsApplications ? [...OF_APPLICATIONS] : [...SYNC_OPTIONS],
        retry: RETRY,
      },
      ...(holdsApplications ? {} : { ignoreDifferences: IGNORED }),
    },
  };
}

/** Namespaces of Kubernetes itself, which no component writes to. */
const OF_KUBERNETES = ["kube-node-lease", "kube-public"];

/**
 * What the homelab's Applications may do: take charts and manifests from where the plan does, and write to this cluster. The
 * namespaces of the plan are not listed: Argo CD leaves what it may not write, so a component that is switched off would
 * leave all it had in a namespace that goes from the list with it.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/projects/, https://github.com/argoproj/argo-cd/blob/v3.2.11/controller/appcontroller.go
 */
function project(plan: Plan, repositories: readonly string[]): JsonObject {
  const sources = new Set([setting(plan, "repository"), ...repositories]);
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: plan.homelab.metadata.name, namespace: ARGO_CD },
    spec: {
      description: `The homelab ${plan.homelab.metadata.name}`,
      sourceRepos: [...sources].sort(),
      destinations: ["*", ...OF_KUBERNETES.map((namespace) => `!${namespace}`)].map((namespace) => ({
        server: HERE,
        namespace,
      })),
      // Which kinds of the cluster charts bring, only rendering tells.
      clusterResourceWhitelist: [{ group: "*", kind: "*" }],
    },
  };
}
