import type { ExpandedComponent } from "../../../expand/model.ts";
import type { Plan } from "../../../plan/model.ts";
import { code, commands, word } from "../../readme/markdown.ts";
import { LEFT_BEHIND } from "../../rendered/readme.ts";
import { type EngineText, GITOPS, type Step } from "../model.ts";
import { repositoryPath, setting } from "../repository.ts";
import { isLed } from "./entry.ts";
import { ARGO_CD, CASCADE, ENTRY, LAB_LABEL, PROJECT } from "./names.ts";

export const ARGO_CD_TEXT: EngineText = {
  tools: [],
  installed: () => [
    `kubectl wait --for=create namespace/${ARGO_CD} --timeout=15m`,
    `kubectl -n ${ARGO_CD} wait --for=create statefulset/argocd-application-controller --timeout=30m`,
    `kubectl -n ${ARGO_CD} rollout status statefulset/argocd-application-controller --timeout=15m`,
  ],
  handsOver: true,
  applied: "Argo CD applies it within minutes.",
  steps,
  mirrorLacks: "the Application's condition `ComparisonError` says so where it does not",
  suspend: {
    text: "keep Argo CD from putting back what you stop, and what is scheduled from saving or clearing away half of it. At the end all of it goes on with `--replicas=1`, and `false` in the place of `true`.",
    commands: () => [
      `kubectl -n ${ARGO_CD} scale statefulset/argocd-application-controller --replicas=0`,
      `kubectl -n ${ARGO_CD} wait --for=delete pod/argocd-application-controller-0 --timeout=5m`,
    ],
  },
  later,
};

/** Hooks that remove data are not among the plain objects, so no Application has to stay. */
export const ARGO_CD_RENDERED_TEXT: EngineText = {
  ...ARGO_CD_TEXT,
  mirrorLacks: "`k8sgen lock` says so where it does not",
  later: () => [LEFT_BEHIND],
};

function steps(plan: Plan): readonly Step[] {
  const entry = `${repositoryPath(plan)}/${GITOPS}`;
  if (isLed(plan)) return [["Repository", credentials(plan)], leadingStep(plan, entry)];
  return [
    ["Repository", credentials(plan)],
    [
      "Argo CD",
      `Commit and push this folder first, if that was not done. From then on Argo CD follows ${code(entry)}, itself included.\n\n${commands(
        [
          "kubectl wait --for=condition=Established --timeout=5m crd/applications.argoproj.io crd/appprojects.argoproj.io",
          `kubectl apply --server-side --filename ${word(`${entry}/${PROJECT}.yaml`)}`,
          `kubectl apply --server-side --filename ${word(`${entry}/${ENTRY}.yaml`)}`,
        ],
      )}`,
    ],
  ];
}

/** https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd_cluster_add/ */
const leadingStep = (plan: Plan, entry: string): Step => [
  "The Argo CD that leads",
  `Commit and push this folder first, if that was not done. The Argo CD that leads this lab puts ${code(`${PROJECT}.yaml`)} and ${code(`${ENTRY}.yaml`)} of ${code(entry)} here, and nobody applies them by hand; all else the Argo CD of this lab takes from that folder, itself included. Register this cluster there, with a login to that Argo CD; ${code("CONTEXT")} is the name that this cluster has in your kubeconfig. Afterwards apply ${code("labs.yaml")} there once more, if this lab is new in it.\n\n${commands(
    [
      "kubectl wait --for=condition=Established --timeout=5m crd/applications.argoproj.io crd/appprojects.argoproj.io",
      "printf 'Context: '; read -r CONTEXT",
      `argocd cluster add "$CONTEXT" --name ${word(plan.homelab.metadata.name)} --label ${word(`${LAB_LABEL}=${plan.homelab.metadata.name}`)}`,
    ],
  )}`,
];

/** https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories */
function credentials(plan: Plan): string {
  const repository = setting(plan, "repository");
  const create = [
    `kubectl -n ${ARGO_CD} create secret generic homelab-repository`,
    "--from-literal=type=git",
    `--from-literal=url=${word(repository)}`,
  ];
  const label = `kubectl -n ${ARGO_CD} label secret homelab-repository argocd.argoproj.io/secret-type=repository`;
  if (repository.startsWith("ssh://")) {
    const key = `"${plan.facts.keyFolder}/deploy-key"`;
    return [
      `Argo CD identifies itself to the Git server with a key of its own. Give the server the public half that is printed, as a deploy key that may only read. Argo CD talks to servers alone whose host keys it knows: those of the large ones come with it, yours stands in ${code("delivery.argoCd.knownHosts")}.`,
      commands([
        `test -f ${key} || ssh-keygen -q -t ed25519 -N '' -C ${word(`argo-cd@${plan.homelab.metadata.name}`)} -f ${key}`,
        `cat ${key}.pub`,
        [...create, `--from-file=sshPrivateKey=${key}`].join(" \\\n  "),
        label,
      ]),
    ].join("\n\n");
  }
  return [
    "A repository that everybody may read needs nothing. For another one make a token that may only read, and tell Argo CD:",
    commands([
      "printf 'User: '; read -r GIT_USER",
      "printf 'Token: '; read -rs GIT_TOKEN; echo",
      [...create, '--from-literal=username="$GIT_USER"', '--from-literal=password="$GIT_TOKEN"'].join(
        " \\\n  ",
      ),
      label,
    ]),
  ].join("\n\n");
}

/** Releases whose charts would remove data are not taken away by Argo CD; a person does it, and the hooks do not run. */
function later(components: readonly ExpandedComponent[]): readonly string[] {
  const staying = components
    .map(({ component }) => component)
    .filter(({ blueprint }) => blueprint.manifest.chart?.deleteHooks === true)
    .map(({ name }) => name);
  if (staying.length === 0) return [];
  const names = staying.map(code).join(", ");
  return [
    `- **Switch off ${names}**: the chart has a job that removes the data when its release goes, and Argo CD would run it. So the Application stays, and the umbrella is shown as out of sync, until you take the Application away without its hooks; what it had installed goes, CRDs and volumes stay: ${code(`kubectl -n ${ARGO_CD} patch application NAME --type=merge -p '{"metadata":{"finalizers":["${CASCADE}"]}}' && kubectl -n ${ARGO_CD} delete application NAME`)}.`,
  ];
}
