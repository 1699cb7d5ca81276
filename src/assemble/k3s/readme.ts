import type { ExpandedComponent } from "../../expand/model.ts";
import type { Node } from "../../generated/homelab.ts";
import type { Component, Plan } from "../../plan/model.ts";
import { urlHost } from "../../values/address.ts";
import type { DistributionText } from "../distributions/model.ts";
import type { DeliveryEngine, Step } from "../engines/model.ts";
import { guestOf } from "../laptop/laptop.ts";
import { isLaptop } from "../laptop/model.ts";
import { loginOf, loginsOf } from "../nodes/login.ts";
import { cardsStep, tokenStep } from "../nodes/readme.ts";
import { serversOf } from "../nodes/servers.ts";
import { datastoreSaved, datastoreStep } from "../readme/datastore.ts";
import { laptopSteps } from "../readme/laptop.ts";
import { code, commands, word } from "../readme/markdown.ts";
import { playItem } from "../readme/play.ts";
import { newerHelmController } from "./helm-controller.ts";
import { K3S, MANIFESTS_FOLDER } from "./paths.ts";

/** K3s applies a file of that folder again at each start, unless one beside it ends in `.skip`. The folder is root's alone. */
const SKIP_LINE = `for file in ${MANIFESTS_FOLDER}/[0-9][0-9]-*.yaml; do touch "$file.skip"; done`;
const SKIP_FILES = `sudo sh -c "${SKIP_LINE.replace(/["$]/g, "\\$&")}"`;

export const K3S_README: DistributionText = { tools: () => [], steps, later, state: () => undefined };

function steps(
  engine: DeliveryEngine,
  plan: Plan,
  components: readonly ExpandedComponent[],
): readonly Step[] {
  const { homelab, facts } = plan;
  const servers = serversOf(plan);
  const login = loginsOf(plan, servers.slice(0, 1));
  // K3s writes its loopback address there, of the family that comes first.
  const loopback = facts.podCidr.includes(":") ? "\\[::1\\]" : "127.0.0.1";
  const handed = components
    .filter(({ bootstrapValues }) => bootstrapValues !== undefined)
    .map(({ component }) => component);
  const { takesOver } = engine.readme;
  const guest = isLaptop(plan) ? { ...guestOf(plan), plan } : undefined;
  const skip = (node: Node): string =>
    guest === undefined
      ? `ssh ${loginOf(plan, node)} '${SKIP_FILES}'`
      : guest.asRoot(guest.plan, node, SKIP_LINE);
  const real: readonly Step[] = [
    cardsStep("k3s", "installs K3s, restarts once, and waits for the token"),
    tokenStep(plan),
    ...datastoreStep(plan),
    [
      "Access",
      commands([
        `until ssh ${login} sudo test -s /etc/rancher/k3s/k3s.yaml; do sleep 10; done`,
        `(umask 077; ssh ${login} sudo cat /etc/rancher/k3s/k3s.yaml | sed 's/${loopback}/${urlHost(facts.apiHost)}/' > "${facts.keyFolder}/kubeconfig")`,
        `export KUBECONFIG="${facts.keyFolder}/kubeconfig"`,
        `kubectl wait --for=create ${homelab.nodes.map(({ name }) => word(`node/${name}`)).join(" ")} --timeout=15m`,
        "kubectl wait --for=condition=Ready nodes --all --timeout=15m",
      ]),
    ],
  ];
  return [
    ...(guest === undefined ? real : laptopSteps(guest.plan)),
    ...(handed.length === 0
      ? []
      : [
          [
            "Handover",
            [
              ...interrupted(plan, handed),
              `K3s has installed ${handed.map(({ name }) => code(name)).join(", ")} before anything else could run. ${
                engine.readme.handsOver
                  ? `From now on ${engine.title} looks after it; K3s must neither upgrade nor remove it, also not after a restart.`
                  : "It goes on looking after it, with the values of the umbrella from now on, and must not come back to those of its first start."
              }`,
              ...(takesOver === undefined ? [] : [takesOver.text]),
              commands([
                ...engine.readme.installed(plan),
                // A job that still runs would write the record once more.
                ...(takesOver === undefined ? [] : handed).map(
                  ({ releaseName }) =>
                    `kubectl -n kube-system wait --for=condition=Complete ${word(`job/helm-install-${releaseName}`)} --timeout=30m`,
                ),
                // The HelmChart has the name of its release.
                ...(engine.readme.handsOver ? handed : []).map(
                  ({ releaseName }) =>
                    `kubectl -n kube-system annotate helmchart ${word(releaseName)} helmcharts.helm.cattle.io/unmanaged=true`,
                ),
                ...handed.flatMap((component) => takesOver?.commands(component) ?? []),
                ...servers.map(skip),
              ]),
            ].join("\n\n"),
          ] as const,
        ]),
  ];
}

/**
 * Where the Helm controller does not try failed installs again, one that was interrupted ends for good. Without a record
 * of it the job, which is started again and again, installs the release, over what is there of it.
 * https://github.com/k3s-io/klipper-helm/blob/v0.10.0-build20260513/entry
 */
function interrupted(plan: Plan, handed: readonly Component[]): readonly string[] {
  if (newerHelmController(plan) === undefined) return [];
  const records = handed.map(({ namespace, releaseName }) =>
    code(`kubectl -n ${word(namespace)} delete secret --selector ${word(`owner=helm,name=${releaseName}`)}`),
  );
  return [
    `K3s ${code(plan.homelab.kubernetes.version)} gives up an install that was interrupted, as by a restart of the node; without the pod network no node becomes ready then. Where the log of a job ${code("helm-install-<release>")} in kube-system waits for intervention of an operator, delete Helm's record of that release, and the job goes on: ${records.join(", ")}.`,
  ];
}

function later(plan: Plan): readonly string[] {
  const saved = datastoreSaved(plan);
  return [
    `${playItem(K3S)} What is no longer in a file of a node, as a package, stays there. The first start of K3s settles ranges of addresses, and the datastore but for SQLite, which becomes etcd when more servers come: they do not change any more.`,
    madeAnew(plan),
    ...(saved === undefined ? [] : [saved]),
  ];
}

/** With a node go its password and its member of etcd: https://docs.k3s.io/architecture#how-agent-node-registration-works */
function madeAnew(plan: Plan): string {
  const [first, ...others] = serversOf(plan);
  const skip = others.map((node) => loginOf(plan, node));
  return `- **A node made anew**, on a new card or as another machine of its name: ${code("kubectl delete node NAME")} comes first, with which its password and, of a server, its member of etcd go; then Cards and Token, as at the beginning.${
    first === undefined || skip.length === 0
      ? ""
      : ` ${code(first.name)} joins the servers that run. Another server applies what the cluster began with once more, unless it is told not to, after its first start: ${code(`ssh ${skip[0]} '${SKIP_FILES}'`)}, with its own address.`
  }`;
}
