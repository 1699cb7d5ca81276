import type { ExpandedComponent } from "../../../expand/model.ts";
import type { Plan } from "../../../plan/model.ts";
import { MANIFESTS } from "../../manifests.ts";
import { code, commands, word } from "../../readme/markdown.ts";
import { RENDERED } from "../../rendered/model.ts";
import type { EngineText, Step } from "../model.ts";
import { repositoryPath } from "../repository.ts";

export const K3S_TEXT: EngineText = {
  tools: ["[helm](https://helm.sh/docs/intro/install/) 4 or newer"],
  installed: () => [],
  handsOver: false,
  steps,
  mirrorLacks: "the job `helm-install-<release>` in kube-system says so where it does not",
  applied: "Then run the commands of the step Releases again.",
  again: (plan) => applyCommands(plan),
  suspend: {
    text: "keep what is scheduled from saving or clearing away half of it; nothing else puts back what you stop. At the end it goes on with `false` in the place of `true`.",
    commands: () => [],
  },
  later,
};

/** Where plain objects are applied, K3s lets go of what it installed at first. */
export const K3S_RENDERED_TEXT: EngineText = {
  ...K3S_TEXT,
  tools: [],
  handsOver: true,
  steps: renderedSteps,
  mirrorLacks: "`k8sgen lock` says so where it does not",
  applied: "Then run the commands of the step Objects again.",
  again: renderedCommands,
  later: () => [
    `- **What a component that goes has left** stays: remove it with ${code("kubectl delete --kustomize")} and its old folder, as Git has it, without what is to be kept; read before what that takes along.`,
  ],
};

function steps(plan: Plan): readonly Step[] {
  return [
    [
      "Releases",
      [
        "The umbrella chart tells K3s' own controller which charts to install; it does so in any order, and tries again what another one is needed for. Raw manifests are applied until the kinds are there that they need: some of the attempts fail at first. There is no engine that follows Git: what is changed in the cluster by hand stays changed, and a push reaches the cluster when somebody runs these commands again.",
        commands(applyCommands(plan)),
      ].join("\n\n"),
    ],
  ];
}

/**
 * What is there already, as the HelmChart that K3s was given at first, becomes the umbrella's. K3s has written its fields,
 * and applied on the server they change hands by force alone; Helm 3 knows neither.
 * https://helm.sh/docs/helm/helm_upgrade/
 */
const applyCommands = (plan: Plan): readonly string[] => {
  const path = repositoryPath(plan);
  return [
    `helm upgrade --install ${word(plan.homelab.metadata.name)} ${word(`./${path}/chart`)} --namespace kube-system --take-ownership --server-side=true --force-conflicts`,
    manifestsCommand(path),
  ];
};

function renderedSteps(plan: Plan): readonly Step[] {
  return [
    [
      "Objects",
      [
        `What the charts render is applied folder by folder: namespaces, kinds, then the components in their order, each with what runs before and after it. Some attempts fail while another component is not up yet. There is no engine that follows Git: a push reaches the cluster when somebody runs these commands again.`,
        commands(renderedCommands(plan)),
      ].join("\n\n"),
    ],
  ];
}

function renderedCommands(plan: Plan): readonly string[] {
  const path = `${repositoryPath(plan)}/${RENDERED}`;
  const names = plan.components
    .filter(({ blueprint }) => blueprint.manifest.chart !== undefined)
    .map(({ name }) => word(name));
  const first = ["_namespaces", "_crds"].map((folder) => word(`${path}/${folder}`));
  const each = [
    `folder=${word(path)}/"$name"/"$part"`,
    '[ -d "$folder" ] || continue',
    `if [ "$part" != . ]; then kubectl delete --ignore-not-found --filename "$folder/job.yaml" || true; fi`,
    'until kubectl apply --server-side --force-conflicts --kustomize "$folder"; do sleep 15; done',
    `if [ "$part" = before ] && [ -f "$folder/job.yaml" ]; then kubectl wait --for=condition=Complete --timeout=15m --filename "$folder/job.yaml"; fi`,
  ];
  return [
    `for folder in ${first.join(" ")}; do [ ! -d "$folder" ] || kubectl apply --server-side --force-conflicts --kustomize "$folder"; done`,
    "kubectl wait --for=condition=Established --timeout=5m crd --all",
    `for name in ${names.join(" ")}; do for part in before . after; do ${each.join("; ")}; done; done`,
    manifestsCommand(repositoryPath(plan)),
  ];
}

const manifestsCommand = (path: string): string =>
  `for folder in ${word(`${path}/${MANIFESTS}`)}/*/; do [ ! -d "$folder" ] || until kubectl apply --server-side --force-conflicts --kustomize "$folder"; do sleep 15; done; done`;

function later(components: readonly ExpandedComponent[]): readonly string[] {
  const staying = components
    .map(({ component }) => component)
    .filter(
      ({ blueprint: { manifest } }) => manifest.chart?.crds === "templates" || manifest.chart?.deleteHooks,
    )
    .map(({ releaseName }) => code(releaseName));
  return [
    `- **Raw manifests of a component that goes** stay, and so do their CRDs: remove them with ${code("kubectl delete --kustomize")} and the old folder, as Git has it, and read before what that takes along.`,
    ...(staying.length === 0
      ? []
      : [
          `- **The releases ${staying.join(", ")}** stay when their component goes, because the data would go with them. To remove what runs and keep what is stored, tell K3s to forget the release (${code("kubectl -n kube-system annotate helmchart NAME helmcharts.helm.cattle.io/unmanaged=true")}), remove its workloads by hand, and then the HelmChart.`,
        ]),
  ];
}
