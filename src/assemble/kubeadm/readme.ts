import type { ExpandedComponent } from "../../expand/model.ts";
import type { Plan } from "../../plan/model.ts";
import type { DistributionText } from "../distributions/model.ts";
import type { DeliveryEngine, Step } from "../engines/model.ts";
import { repositoryPath } from "../engines/repository.ts";
import { loginOf, loginsOf } from "../nodes/login.ts";
import { cardsStep, tokenStep } from "../nodes/readme.ts";
import { serversOf } from "../nodes/servers.ts";
import { code, commands, word } from "../readme/markdown.ts";
import { playItem } from "../readme/play.ts";
import { type FirstOne, firstOnes } from "./first.ts";
import {
  ADMIN_FILE,
  DONE_MARK,
  INVITE_COMMAND,
  JOIN_UNIT,
  KUBEADM_FOLDER,
  UPGRADE_COMMAND,
} from "./paths.ts";
import { state } from "./state.ts";

const HELM = "[helm](https://helm.sh/docs/intro/install/) 3.17 or newer";

export const KUBEADM_README: DistributionText = {
  tools: (components) => (firstOnes(components).some(({ values }) => values !== undefined) ? [HELM] : []),
  steps,
  later,
  state,
};

function steps(
  engine: DeliveryEngine,
  plan: Plan,
  components: readonly ExpandedComponent[],
): readonly Step[] {
  const { homelab, facts } = plan;
  const [first] = serversOf(plan);
  const login = first === undefined ? "" : loginOf(plan, first);
  const firsts = firstOnes(components);
  const handed = firsts
    .filter(({ values }) => values !== undefined)
    .map(({ expanded }) => expanded.component);
  const { takesOver } = engine.readme;
  const installed = engine.readme.installed(plan);
  return [
    cardsStep(KUBEADM_FOLDER, "installs containerd and kubeadm, restarts once, and waits for the token"),
    tokenStep(plan),
    [
      "Access",
      [
        `${code(first?.name ?? "")} founds the cluster, the others wait for it and join. What happens on a node is told by ${code(`journalctl -u ${JOIN_UNIT}`)}.`,
        commands([
          `until ssh ${login} sudo test -e ${DONE_MARK}; do sleep 10; done`,
          fetchAccess(plan, login),
          `export KUBECONFIG="${facts.keyFolder}/kubeconfig"`,
          `kubectl wait --for=create ${homelab.nodes.map(({ name }) => word(`node/${name}`)).join(" ")} --timeout=30m`,
        ]),
      ].join("\n\n"),
    ],
    [
      "What nothing else can install",
      [
        `Without a pod network no node is ready, and nothing that follows Git can start. These commands are run in the folder of the repository.${
          handed.length === 0
            ? ""
            : ` ${engine.title} looks after ${handed.map(({ name }) => code(name)).join(", ")} from the next steps on.`
        }`,
        ...(takesOver === undefined || handed.length === 0 ? [] : [takesOver.text]),
        commands([
          ...firsts.flatMap((one) => installCommands(plan, one)),
          "kubectl wait --for=condition=Ready nodes --all --timeout=15m",
          ...installed,
          ...handed.flatMap((component) => takesOver?.commands(component) ?? []),
        ]),
      ].join("\n\n"),
    ],
  ];
}

/** The release has the name and the namespace that the engine gives it, so that it becomes the engine's. */
function installCommands(plan: Plan, { expanded, objects, values }: FirstOne): readonly string[] {
  const { component } = expanded;
  const { chart } = component.blueprint.manifest;
  const apply =
    objects === undefined
      ? []
      : [
          `until kubectl apply --server-side --force-conflicts --filename ${word(`${repositoryPath(plan)}/${KUBEADM_FOLDER}/${objects.name}`)}; do sleep 15; done`,
        ];
  if (chart === undefined || values === undefined) return apply;
  const repository = component.chartSource?.repository ?? chart.repository;
  const source = repository.startsWith("oci://")
    ? word(`${repository.replace(/\/$/, "")}/${chart.name}`)
    : `${word(chart.name)} --repo ${word(repository)}`;
  const created = plan.namespaces.some(({ name }) => name === component.namespace);
  return [
    ...apply,
    [
      `helm upgrade --install ${word(component.releaseName)} ${source} --version ${word(chart.version)}`,
      `--namespace ${word(component.namespace)}${created ? " --create-namespace" : ""}`,
      `--values ${word(`${repositoryPath(plan)}/${KUBEADM_FOLDER}/${values.name}`)} --wait --timeout ${word(chart.timeout)}`,
    ].join(" "),
  ];
}

/** @param login a word of a shell */
const fetchAccess = ({ facts }: Plan, login: string): string =>
  `(umask 077; ssh ${login} sudo cat ${ADMIN_FILE} > "${facts.keyFolder}/kubeconfig")`;

function later(plan: Plan): readonly string[] {
  const servers = serversOf(plan);
  const agents = plan.homelab.nodes.filter(({ role }) => role === "agent");
  const [first] = servers;
  const login = first === undefined ? "" : loginOf(plan, first);
  const [server, any] =
    servers.length === 1
      ? [login, ""]
      : ['"$LOGIN"', `, where ${code("LOGIN")} is the login of a server that runs, as ${code(login)},`];
  const order = loginsOf(plan, [...servers, ...agents]);
  return [
    `${playItem(KUBEADM_FOLDER)} Without Ansible: put the files of ${code("user-data")} into place, then ${code(`for node in ${order}; do ssh "$node" sudo ${UPGRADE_COMMAND} || break; done`)}. kubeadm goes up by one minor at a time ([skew](https://kubernetes.io/releases/version-skew-policy/#supported-component-upgrade-order)). What is no longer in a file of a node, as a package, stays there; labels, taints and arguments of the kubelet are those of the node's first start. So are ranges of addresses.`,
    `- **The control plane's certificates** are valid for a year. Each run of ${code(UPGRADE_COMMAND)} on the servers renews them, and starts the control plane anew: at least one a year. The copy on your machine ends too; ${code(fetchAccess(plan, server))} fetches it anew${any.replace(/,$/, "")}.`,
    `- **A new node, or one made anew**: ${code(`ssh ${server} sudo ${INVITE_COMMAND}`)}${any} opens the cluster, for servers for two hours and for agents for a day; then write its card and give it the token, as at first. A server that is lost leaves etcd before: see the section about the state of the control plane.`,
  ];
}
