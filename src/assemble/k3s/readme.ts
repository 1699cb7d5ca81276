import type { ExpandedComponent } from "../../expand/model.ts";
import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import type { DistributionText } from "../distributions/model.ts";
import type { DeliveryEngine, Step } from "../engines/model.ts";
import { guestOf } from "../laptop/laptop.ts";
import { isLaptop } from "../laptop/model.ts";
import { cardsStep, tokenStep } from "../nodes/readme.ts";
import { datastoreSaved, datastoreStep } from "../readme/datastore.ts";
import { laptopSteps } from "../readme/laptop.ts";
import { code, commands, word } from "../readme/markdown.ts";
import { PLAY } from "../readme/play.ts";
import { MANIFESTS_FOLDER } from "./paths.ts";

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
  const user = homelab.access?.ssh?.user ?? "ubuntu";
  const [first] = homelab.nodes.filter(({ role }) => role === "server");
  const login = (address: string) => word(`${user}@${address}`);
  // K3s writes its loopback address there, of the family that comes first.
  const loopback = facts.podCidr.includes(":") ? "\\[::1\\]" : "127.0.0.1";
  const host = facts.apiHost.includes(":") ? `[${facts.apiHost}]` : facts.apiHost;
  const handed = components
    .filter(({ bootstrapValues }) => bootstrapValues !== undefined)
    .map(({ component }) => component.name);
  const guest = isLaptop(plan) ? { ...guestOf(plan), plan } : undefined;
  const skip = (node: Node): string =>
    guest === undefined
      ? `ssh ${login(node.address)} '${SKIP_FILES}'`
      : guest.asRoot(guest.plan, node, SKIP_LINE);
  const real: readonly Step[] = [
    cardsStep("k3s", "installs K3s, restarts once, and waits for the token"),
    tokenStep(plan),
    ...datastoreStep(plan),
    [
      "Access",
      commands([
        `until ssh ${login(first?.address ?? "")} sudo test -s /etc/rancher/k3s/k3s.yaml; do sleep 10; done`,
        `(umask 077; ssh ${login(first?.address ?? "")} sudo cat /etc/rancher/k3s/k3s.yaml | sed 's/${loopback}/${host}/' > "${facts.keyFolder}/kubeconfig")`,
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
                ...homelab.nodes.filter(({ role }) => role === "server").map(skip),
              ]),
            ].join("\n\n"),
          ] as const,
        ]),
  ];
}

function later(plan: Plan): readonly string[] {
  const saved = datastoreSaved(plan);
  return [
    `- **A change below ${code("k3s/")}**, a new ${code("kubernetes.version")} too, reaches running nodes by [Ansible](https://docs.ansible.com/ansible/latest/installation_guide/) (ansible-core 2.19 or newer), one node at a time, in this folder: ${code(`${PLAY} --check --diff`)} tells what would change, ${code(PLAY)} does it, and ${code("-e drain=true")} behind it empties each node before. What is no longer in a file of a node, as a package, stays there. The first start of K3s settles ranges of addresses and the datastore: they do not change any more.`,
    ...(saved === undefined ? [] : [saved]),
  ];
}
