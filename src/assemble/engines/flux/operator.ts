import type { Plan } from "../../../plan/model.ts";
import { code, commands, word } from "../../readme/markdown.ts";
import { GITOPS, type Step } from "../model.ts";
import { repositoryPath, setting } from "../repository.ts";
import { FLUX } from "./entry.ts";
import { writesImages } from "./images.ts";

/** Whether an operator installs Flux, that K3s has installed, and not the command line. */
export const isByOperator = (plan: Plan): boolean => setting(plan, "bootstrap") === "operator";

/** Return once the operator has installed Flux. */
export const OPERATOR_INSTALLED: readonly string[] = [
  `kubectl wait --for=create namespace/${FLUX} --timeout=15m`,
  `kubectl -n ${FLUX} wait --for=create deployment/helm-controller deployment/kustomize-controller --timeout=30m`,
  `kubectl -n ${FLUX} rollout status deployment/helm-controller --timeout=15m`,
];

/** What is left for people where the operator installs Flux: the login, and a look at what comes. */
export function operatorSteps(plan: Plan): readonly Step[] {
  const entry = `${repositoryPath(plan)}/${GITOPS}`;
  return [
    ["Repository", credentials(plan)],
    [
      "Flux",
      `Commit and push this folder, if that was not done. Flux looks at ${code(entry)} and begins; the object ${code(`FluxInstance ${FLUX}/flux`)} there describes Flux itself, and the operator keeps it so.\n\n${commands(
        [
          `kubectl -n ${FLUX} wait --for=create gitrepository/${FLUX} --timeout=15m`,
          `kubectl -n ${FLUX} wait --for=condition=Ready gitrepository/${FLUX} --timeout=15m`,
        ],
      )}`,
    ],
  ];
}

/** https://fluxoperator.dev/docs/instance/sync/, https://fluxcd.io/flux/components/source/gitrepositories/#secret-reference */
function credentials(plan: Plan): string {
  if (setting(plan, "login") === "false") return "Everybody may read the repository: nothing is to be done.";
  const repository = setting(plan, "repository");
  const right = writesImages(plan) ? "may read and write" : "may only read";
  const create = `kubectl -n ${FLUX} create secret generic ${FLUX}`;
  if (!repository.startsWith("ssh://"))
    return [
      `Make a token that ${right}, and give it to Flux:`,
      commands([
        "printf 'User: '; read -r GIT_USER",
        "printf 'Token: '; read -rs GIT_TOKEN; echo",
        `${create} --from-literal=username="$GIT_USER" --from-literal=password="$GIT_TOKEN"`,
      ]),
    ].join("\n\n");
  const { hostname, port } = new URL(repository);
  const host = hostname.replace(/^\[|\]$/g, "");
  const key = `"${plan.facts.keyFolder}/deploy-key"`;
  const hosts = `"${plan.facts.keyFolder}/known_hosts"`;
  return [
    `Flux identifies itself to the Git server with a key of its own. Give the server the public half that is printed, as a deploy key that ${right}; and compare the host keys that are shown with those that the makers of the server publish, before the last command.`,
    commands([
      `test -f ${key} || ssh-keygen -q -t ed25519 -N '' -C ${word(`flux@${plan.homelab.metadata.name}`)} -f ${key}`,
      `cat ${key}.pub`,
      `ssh-keyscan ${port === "" ? "" : `-p ${word(port)} `}${word(host)} > ${hosts}`,
      `ssh-keygen -lf ${hosts}`,
      `${create} --from-file=identity=${key} --from-file=identity.pub=${key}.pub --from-file=known_hosts=${hosts}`,
    ]),
  ].join("\n\n");
}
