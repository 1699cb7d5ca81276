import type { ExpandedComponent } from "../../../expand/model.ts";
import type { Plan } from "../../../plan/model.ts";
import { recipientsOf } from "../../../secrets/recipients.ts";
import { code, commands, word } from "../../readme/markdown.ts";
import { LEFT_BEHIND } from "../../rendered/readme.ts";
import { type EngineText, GITOPS, type Step } from "../model.ts";
import { repositoryPath, setting } from "../repository.ts";
import { FLUX, FLUX_AGE_SECRET } from "./entry.ts";
import { IMAGE_CONTROLLERS, writesImages } from "./images.ts";
import { isByOperator, OPERATOR_INSTALLED, operatorSteps } from "./operator.ts";

export const FLUX_TEXT: EngineText = {
  tools: ["[flux](https://fluxcd.io/flux/installation/#install-the-flux-cli)"],
  installed: (plan) => (isByOperator(plan) ? OPERATOR_INSTALLED : []),
  handsOver: true,
  applied: "Flux applies it within minutes.",
  steps,
  mirrorLacks: "Flux says `HelmChart` is not ready where it does not",
  suspend: {
    text: "keep Flux from starting anew what you stop, and what is scheduled from saving or clearing away half of it. At the end all of it goes on with `resume` in the place of `suspend`, and `false` in that of `true`.",
    commands: suspendCommands,
  },
  later: () => [],
};

/** Where plain objects are applied there are no releases to stop. */
export const FLUX_RENDERED_TEXT: EngineText = {
  ...FLUX_TEXT,
  mirrorLacks: "`k8sgen lock` says so where it does not",
  suspend: { ...FLUX_TEXT.suspend, commands: () => ["flux suspend kustomization --all"] },
  later: () => [LEFT_BEHIND],
};

function steps(plan: Plan): readonly Step[] {
  const repository = setting(plan, "repository");
  const entry = `${repositoryPath(plan)}/${GITOPS}`;
  const keys = recipientsOf(plan.homelab) === undefined ? [] : [fluxKeys(repository, isByOperator(plan))];
  if (isByOperator(plan)) return [...keys, ...operatorSteps(plan)];
  return [
    ...keys,
    [
      "Flux",
      `Commit and push this folder first, if that was not done. The command installs Flux, points it at ${code(entry)}, and commits what Flux itself consists of. ${login(repository)}\n\n${commands(
        [
          ...(isSsh(repository) ? ["ssh-add -l"] : ["printf 'User: '; read -r GIT_USER"]),
          `flux bootstrap git ${bootstrapFlags(plan).join(" ")}`,
          "git pull --rebase",
        ],
      )}`,
    ],
  ];
}

const isSsh = (repository: string): boolean => repository.startsWith("ssh://");

/**
 * Without a key file, bootstrap talks SSH by the agent; over HTTPS it would make a key for SSH all the same, were it not told
 * to use the login. https://github.com/fluxcd/flux2/blob/v2.9.5/cmd/flux/bootstrap_git.go
 */
const login = (repository: string): string =>
  isSsh(repository)
    ? "It commits by a key of yours that may write to the repository and that your SSH agent holds, as the first line shows; then it makes a deploy key for Flux, and waits until you have given its public half to the Git server."
    : `It asks for the password: at most servers a token that may read and write the repository, made for the user that it belongs to. Flux goes on with it, so give it no other rights. With a token that has no user, ${code("git")} does for a name.`;

function bootstrapFlags(plan: Plan): readonly string[] {
  const repository = setting(plan, "repository");
  const { clusterDomain } = plan.homelab.kubernetes;
  return [
    `--url=${word(repository)}`,
    ...(isSsh(repository) ? [] : ["--token-auth", '--username="$GIT_USER"']),
    `--branch=${word(setting(plan, "branch"))}`,
    `--interval=${word(setting(plan, "interval"))}`,
    `--path=${word(`${repositoryPath(plan)}/${GITOPS}`)}`,
    // The controllers find each other by names in it.
    ...(clusterDomain === FLUX_CLUSTER_DOMAIN ? [] : [`--cluster-domain=${word(clusterDomain)}`]),
    ...(writesImages(plan) ? [`--components-extra=${IMAGE_CONTROLLERS}`] : []),
  ];
}

/** https://github.com/fluxcd/flux2/blob/v2.9.5/pkg/manifestgen/install/options.go */
const FLUX_CLUSTER_DOMAIN = "cluster.local";

/**
 * The key that Flux decrypts with has to be there before Flux; keys end in `.agekey`. Over SSH, bootstrap makes a key
 * of its own and takes the host key that it is shown.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#age-secret-entry
 * https://fluxcd.io/flux/cmd/flux_bootstrap_git/
 */
function fluxKeys(repository: string, isThere: boolean): Step {
  const age = [
    `Flux decrypts the secrets with a private key whose public key is one of the recipients in ${code("secrets.sops.age")}: yours, or better one of the cluster's own. ${code("KEY")} is its file; the path here is that of SOPS on Linux. Keep a copy of it in a safe place: without it nobody can read the secrets.`,
    commands([
      `KEY="\${SOPS_AGE_KEY_FILE:-$HOME/.config/sops/age/keys.txt}"`,
      ...(isThere ? [] : [`kubectl create namespace ${FLUX}`]),
      `kubectl create secret generic ${FLUX_AGE_SECRET} --namespace=${FLUX} --from-file=age.agekey="$KEY"`,
    ]),
  ];
  const ssh = [
    `To the Git server Flux identifies itself with a deploy key. The next step makes one and shows its public half; it needs the right to write, as Flux commits its own manifests. (With ${code("--private-key-file")} it takes one of yours.) Flux trusts the host key that the server shows then. Afterwards compare what it has noted with what the makers of the server publish:`,
    commands([
      `kubectl -n ${FLUX} get secret ${FLUX} -o jsonpath='{.data.known_hosts}' | base64 -d | ssh-keygen -lf -`,
    ]),
  ];
  return ["Flux's keys", [...age, ...(isSsh(repository) && !isThere ? ssh : [])].join("\n\n")];
}

/** Flux puts back what was scaled by hand, and the releases with it. */
function suspendCommands(components: readonly ExpandedComponent[]): readonly string[] {
  const released = components.filter(({ values }) => values !== undefined);
  const namespaces = [...new Set([FLUX, ...released.map(({ component }) => component.namespace)])].sort();
  return [
    "flux suspend kustomization --all",
    `for namespace in ${namespaces.map(word).join(" ")}; do flux suspend helmrelease --all --namespace "$namespace"; done`,
  ];
}
