import type { ExpandedComponent } from "../../../expand/model.ts";
import type { Plan } from "../../../plan/model.ts";
import { code, commands, word } from "../../readme/markdown.ts";
import { type EngineText, GITOPS, type Step } from "../model.ts";
import { repositoryPath, setting } from "../repository.ts";
import { FLEET_LOCAL, FLEET_SYSTEM, REPOSITORY_SECRET } from "./names.ts";

/**
 * Fleet upgrades a release in the way in which it was installed, and forces nothing: fields that another program has applied
 * on the server would stay that program's, and no upgrade would come through. An install that takes ownership applies from
 * the client, over what is there, and each upgrade after it does the same.
 * https://github.com/rancher/fleet/blob/v0.16.1/internal/helmdeployer/install.go
 */
const TAKES_OVER: EngineText["takesOver"] = {
  text: "Fleet can change what Helm has installed before it only where it installs it itself, over what is there. So Helm's records of these releases go; nothing that runs is touched.",
  commands: ({ namespace, releaseName }) => [
    `kubectl -n ${word(namespace)} delete secret --selector ${word(`owner=helm,name=${releaseName}`)}`,
  ],
};

export const FLEET_TEXT: EngineText = {
  tools: [],
  installed: () => [
    `kubectl wait --for=create namespace/${FLEET_SYSTEM} --timeout=15m`,
    `kubectl -n ${FLEET_SYSTEM} wait --for=create deployment/fleet-controller --timeout=30m`,
    `kubectl -n ${FLEET_SYSTEM} rollout status deployment/fleet-controller --timeout=15m`,
    `kubectl wait --for=create namespace/${FLEET_LOCAL} --timeout=15m`,
    `kubectl -n ${FLEET_LOCAL} wait --for=create clusters.fleet.cattle.io/local --timeout=15m`,
  ],
  handsOver: true,
  takesOver: TAKES_OVER,
  applied: "Fleet applies it within minutes.",
  steps,
  mirrorLacks: "the condition of its `HelmOp` says so where it does not",
  suspend: {
    text: "keep Fleet from putting back what you stop, and what is scheduled from saving or clearing away half of it. At the end all of it goes on with `--replicas=1`, and `false` in the place of `true`.",
    commands: () => [
      "kubectl -n cattle-fleet-local-system scale deployment/fleet-agent --replicas=0",
      "kubectl -n cattle-fleet-local-system wait --for=delete pod --selector app=fleet-agent --timeout=5m",
    ],
  },
  later,
};

/** Over SSH every repository asks who reads it; over HTTPS those that are told to. */
export const asksWhoReads = (plan: Plan): boolean =>
  setting(plan, "repository").startsWith("ssh://") || setting(plan, "login") === "true";

function steps(plan: Plan): readonly Step[] {
  const entry = `${repositoryPath(plan)}/${GITOPS}/gitrepo.yaml`;
  return [
    ...(asksWhoReads(plan) ? [["Repository", credentials(plan)] as const] : []),
    [
      "Fleet",
      `Commit and push this folder first, if that was not done. From then on Fleet follows the umbrella chart and the raw manifests.\n\n${commands(
        [`kubectl apply --server-side --filename ${word(entry)}`],
      )}`,
    ],
  ];
}

/** https://fleet.rancher.io/gitrepo-add#adding-a-private-git-repository */
function credentials(plan: Plan): string {
  const repository = setting(plan, "repository");
  const create = `kubectl -n ${FLEET_LOCAL} create secret generic ${REPOSITORY_SECRET}`;
  if (!repository.startsWith("ssh://"))
    return [
      "Make a token that may only read, and tell Fleet:",
      commands([
        "printf 'User: '; read -r GIT_USER",
        "printf 'Token: '; read -rs GIT_TOKEN; echo",
        [
          `${create} --type=kubernetes.io/basic-auth`,
          '--from-literal=username="$GIT_USER"',
          '--from-literal=password="$GIT_TOKEN"',
        ].join(" \\\n  "),
      ]),
    ].join("\n\n");
  const key = `"${plan.facts.keyFolder}/deploy-key"`;
  const hosts = `"${plan.facts.keyFolder}/known-hosts"`;
  const { hostname, port } = new URL(repository);
  return [
    "Fleet identifies itself to the Git server with a key of its own. Give the server the public half that is printed, as a deploy key that may only read. Compare the host keys with what the makers of the server publish before they are handed over.",
    commands([
      `test -f ${key} || ssh-keygen -q -t ed25519 -N '' -C ${word(`fleet@${plan.homelab.metadata.name}`)} -f ${key}`,
      `cat ${key}.pub`,
      `ssh-keyscan ${port === "" ? "" : `-p ${port} `}${word(hostname)} > ${hosts} && ssh-keygen -lf ${hosts}`,
      [
        `${create} --type=kubernetes.io/ssh-auth`,
        `--from-file=ssh-privatekey=${key}`,
        `--from-file=known_hosts=${hosts}`,
      ].join(" \\\n  "),
    ]),
  ].join("\n\n");
}

/** https://github.com/rancher/fleet/blob/v0.16.1/internal/helmdeployer/delete.go */
function later(components: readonly ExpandedComponent[]): readonly string[] {
  const staying = components
    .map(({ component }) => component)
    .filter(({ blueprint }) => blueprint.manifest.chart?.deleteHooks === true)
    .map(({ name }) => code(name));
  return staying.length === 0
    ? []
    : [
        `- **Switch off ${staying.join(", ")}**: the chart has a job that removes the data when its release goes, so Fleet forgets the release and leaves all that it had installed. Remove its workloads by hand, and read before what that takes along.`,
      ];
}
