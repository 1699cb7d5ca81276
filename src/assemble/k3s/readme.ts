import type { ExpandedComponent } from "../../expand/model.ts";
import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
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
    .map(({ component }) => component.name);
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
              `K3s has installed ${handed.map(code).join(", ")} before anything else could run. ${
                engine.readme.handsOver
                  ? `From now on ${engine.title} looks after it; K3s must neither upgrade nor remove it, also not after a restart.`
                  : "It goes on looking after it, with the values of the umbrella from now on, and must not come back to those of its first start."
              }`,
              commands([
                ...engine.readme.installed(plan),
                ...(engine.readme.handsOver ? handed : []).map(
                  (name) =>
                    `kubectl -n kube-system annotate helmchart ${word(name)} helmcharts.helm.cattle.io/unmanaged=true`,
                ),
                ...servers.map(skip),
              ]),
            ].join("\n\n"),
          ] as const,
        ]),
  ];
}

function later(plan: Plan): readonly string[] {
  const saved = datastoreSaved(plan);
  return [
    `${playItem(K3S)} What is no longer in a file of a node, as a package, stays there. The first start of K3s settles ranges of addresses and the datastore: they do not change any more.`,
    ...(saved === undefined ? [] : [saved]),
  ];
}
