import { groupBy } from "../../../values/group.ts";
import type { JsonObject } from "../../../values/json.ts";
import { GITOPS, type LabEntry } from "../model.ts";
import { ARGO_CD, COMPARED_HERE, LAB_LABEL, LED_FILES, OF_APPLICATIONS, RETRY } from "./names.ts";

/** Name of the project and of the set. */
const LABS = "labs";

/**
 * The entries of many labs as one object: an ApplicationSet for an Argo CD that knows the labs' clusters. It makes an Application
 * for each lab whose cluster is registered under its name and carries its label. That puts the project and the Application
 * that follows `gitops/` of the lab into its cluster; all else the lab's own Argo CD takes from that folder, and leaves
 * these two alone, as two would write them. When a lab goes, its cluster keeps everything.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Matrix/
 */
export function labsEntry(labs: readonly LabEntry[]): readonly JsonObject[] {
  const sources = groupBy(labs, ({ repository, branch }) => JSON.stringify([repository, branch]));
  return [
    project(labs),
    ...[...sources.values()].map((group, index) =>
      applicationSet(index === 0 ? LABS : `${LABS}-${index + 1}`, group),
    ),
  ];
}

/** Entries may be put into the labs' clusters, into the namespace of Argo CD, and nothing but entries. */
function project(labs: readonly LabEntry[]): JsonObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: LABS, namespace: ARGO_CD },
    spec: {
      description: "The entries of all labs",
      sourceRepos: [...new Set(labs.map(({ repository }) => repository))].sort(),
      destinations: labs.map(({ name }) => ({ name, namespace: ARGO_CD })),
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: ["AppProject", "Application"].map((kind) => ({
        group: "argoproj.io",
        kind,
      })),
    },
  };
}

function applicationSet(name: string, labs: readonly LabEntry[]): JsonObject {
  const [{ repository, branch } = { repository: "", branch: "" }] = labs;
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    metadata: { name, namespace: ARGO_CD },
    spec: {
      goTemplate: true,
      goTemplateOptions: ["missingkey=error"],
      generators: [
        {
          matrix: {
            generators: [
              {
                list: {
                  elements: labs.map((lab) => ({ lab: lab.name, path: `${lab.path}/${GITOPS}` })),
                },
              },
              { clusters: { selector: { matchLabels: { [LAB_LABEL]: "{{ .lab }}" } } } },
            ],
          },
        },
      ],
      syncPolicy: { preserveResourcesOnDeletion: true },
      template: {
        metadata: { name: "lab-{{ .lab }}", annotations: COMPARED_HERE },
        spec: {
          project: LABS,
          source: {
            repoURL: repository,
            targetRevision: branch,
            path: "{{ .path }}",
            directory: { include: LED_FILES },
          },
          destination: { name: "{{ .lab }}", namespace: ARGO_CD },
          syncPolicy: {
            automated: { prune: true, selfHeal: true },
            syncOptions: [...OF_APPLICATIONS],
            retry: RETRY,
          },
        },
      },
    },
  };
}
