import type { ExpandedComponent } from "../../../expand/model.ts";
import type { Component, Plan } from "../../../plan/model.ts";
import { MANIFESTS } from "../../manifests.ts";
import { code, commands, word } from "../../readme/markdown.ts";
import type { EngineText, Step } from "../model.ts";
import { repositoryPath } from "../repository.ts";
import { namespaceOf } from "./namespace.ts";
import { vendors } from "./vendors.ts";

export const HELM_TEXT: EngineText = {
  tools: ["[helm](https://helm.sh/docs/intro/install/) 3.17 or newer"],
  installed: () => [],
  handsOver: true,
  steps,
  mirrorLacks: "`helm dependency build` says so where it does not",
  applied: "Then run the commands of the step Release again.",
  again: releaseCommands,
  suspend: {
    text: "keep what is scheduled from saving or clearing away half of it; nothing else puts back what you stop. At the end it goes on with `false` in the place of `true`.",
    commands: () => [],
  },
  later,
};

function steps(plan: Plan): readonly Step[] {
  return [
    [
      "Release",
      [
        "The umbrella chart is one release: Helm installs all at once. Definitions of kinds come before it, as Helm upgrades none. There is no engine that follows Git: what is changed in the cluster by hand stays changed, and a push reaches the cluster when somebody runs these commands again.",
        commands(releaseCommands(plan)),
      ].join("\n\n"),
    ],
  ];
}

/** https://helm.sh/docs/helm/helm_dependency_build/, https://helm.sh/docs/helm/helm_upgrade/ */
function releaseCommands(plan: Plan): readonly string[] {
  const path = repositoryPath(plan);
  const chart = word(`./${path}/chart`);
  const charts = plan.components.filter(({ blueprint }) => blueprint.manifest.chart !== undefined);
  return [
    ...(vendors(plan) || charts.length === 0
      ? []
      : [...addRepositories(charts), `helm dependency build ${chart}`]),
    ...(charts.some(({ blueprint }) => blueprint.manifest.chart?.crds === "folder")
      ? [`helm show crds ${chart} | kubectl apply --server-side --force-conflicts --filename -`]
      : []),
    `for folder in ${word(`${path}/${MANIFESTS}`)}/*/; do [ ! -d "$folder" ] || kubectl apply --server-side --force-conflicts --kustomize "$folder"; done`,
    `helm upgrade --install ${word(plan.homelab.metadata.name)} ${chart} --namespace ${word(namespaceOf(plan))} --create-namespace --take-ownership`,
  ];
}

/** Helm builds dependencies from repositories alone that it was told of; registries need no telling. */
const addRepositories = (charts: readonly Component[]): readonly string[] => {
  const names = new Map<string, string>();
  for (const { name, chartSource } of charts) {
    const repository = chartSource?.repository ?? "";
    if (!repository.startsWith("oci://") && !names.has(repository)) names.set(repository, name);
  }
  return [...names].map(
    ([repository, name]) => `helm repo add --force-update ${word(name)} ${word(repository)}`,
  );
};

function later(components: readonly ExpandedComponent[]): readonly string[] {
  const names = components
    .map(({ component }) => component)
    .filter(({ blueprint }) => blueprint.manifest.chart?.deleteHooks === true)
    .map(({ name }) => code(name));
  return [
    `- **Back to what was before**: ${code("helm history")} lists the states of the release, ${code("helm rollback")} goes back to one; CRDs stay as they are.`,
    ...(names.length === 0
      ? []
      : [
          `- **Never uninstall the release with its hooks**: those of ${names.join(", ")} remove the data. ${code("helm uninstall --no-hooks")} leaves them out.`,
        ]),
  ];
}
