import type { ExpandedComponent } from "../../expand/model.ts";
import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import type { DeliveryEngine, Step } from "../engines/model.ts";
import { MANIFESTS_FOLDER, SETUP_COMMAND, TOKEN_COMMAND } from "../k3s/paths.ts";
import { guestOf } from "../laptop/laptop.ts";
import { isLaptop } from "../laptop/model.ts";
import { laptopSteps } from "./laptop.ts";
import { code, commands, word } from "./markdown.ts";

/** K3s applies a file of that folder again at each start, unless one beside it ends in `.skip`. The folder is root's alone. */
const SKIP_LINE = `for file in ${MANIFESTS_FOLDER}/[0-9][0-9]-*.yaml; do touch "$file.skip"; done`;
const SKIP_FILES = `sudo sh -c "${SKIP_LINE.replace(/["$]/g, "\\$&")}"`;

/** From flashed cards to a cluster that follows Git, command by command. */
export function bootstrapSection(
  engine: DeliveryEngine,
  plan: Plan,
  components: readonly ExpandedComponent[],
): string {
  const { homelab, facts } = plan;
  const user = homelab.access?.ssh?.user ?? "ubuntu";
  const [first] = homelab.nodes.filter(({ role }) => role === "server");
  const login = (address: string) => word(`${user}@${address}`);
  const addresses = homelab.nodes.map(({ address }) => word(address)).join(" ");
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
    [
      "Cards",
      [
        "Write Ubuntu Server LTS to the card or disk of each node (for a Raspberry Pi the preinstalled image), and copy the three files of",
        `${code("k3s/<node>/")} onto its boot partition, over those that are there: ${code("user-data")}, ${code("meta-data")}, ${code("network-config")}.`,
        "Elsewhere than on a Raspberry Pi they go onto a small volume with the label `CIDATA`",
        "([NoCloud](https://docs.cloud-init.io/en/latest/reference/datasources/nocloud.html)). Start the nodes; each installs K3s, restarts once, and waits for the token.",
      ].join("\n"),
    ],
    [
      "Token",
      `The token is the key of the cluster; it is in no file of this folder, and stays out of Git. Keep a copy of it in a safe place: a backup of the cluster cannot be restored without it. A node whose first boot failed is set up again by ${code(`sudo ${SETUP_COMMAND}`)}.\n\n${commands([`(umask 077; openssl rand -hex 32 > "${facts.keyFolder}/token")`, `for node in ${addresses}; do ssh ${word(user)}@"$node" sudo ${TOKEN_COMMAND} < "${facts.keyFolder}/token" || break; done`])}`,
    ],
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
  const steps: readonly Step[] = [
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
    ...engine.readme.steps(plan),
  ];
  return steps.map(([title, text], index) => `### ${index + 1}. ${title}\n\n${text}`).join("\n\n");
}
