import type { ExpandedComponent } from "../../expand/model.ts";
import type { Plan } from "../../plan/model.ts";
import { recipientsOf } from "../../secrets/recipients.ts";
import { getAt } from "../../values/json.ts";
import { FLUX, FLUX_AGE_SECRET, GITOPS, repositoryPath } from "../flux.ts";
import { SETUP_COMMAND, TOKEN_COMMAND } from "../k3s/paths.ts";
import { code, commands, word } from "./markdown.ts";

/** K3s applies a file of that folder again at each start, unless one beside it ends in `.skip`. The folder is root's alone. */
const SKIP_FILES =
  'sudo sh -c "for file in /var/lib/rancher/k3s/server/manifests/[0-9][0-9]-*.yaml; do touch \\"\\$file.skip\\"; done"';

/** From flashed cards to a cluster that follows Git, command by command. */
export function bootstrapSection(plan: Plan, components: readonly ExpandedComponent[]): string {
  const { homelab, facts } = plan;
  const user = homelab.access?.ssh?.user ?? "ubuntu";
  const [first] = homelab.nodes.filter(({ role }) => role === "server");
  const login = (address: string) => word(`${user}@${address}`);
  const addresses = homelab.nodes.map(({ address }) => word(address)).join(" ");
  // K3s writes its loopback address there, of the family that comes first.
  const loopback = facts.podCidr.includes(":") ? "\\[::1\\]" : "127.0.0.1";
  const host = facts.apiHost.includes(":") ? `[${facts.apiHost}]` : facts.apiHost;
  const delivery = (key: string) => String(getAt(plan.tracked.value, ["delivery", "flux", key]) ?? "");
  const handed = components
    .filter(({ bootstrapValues }) => bootstrapValues !== undefined)
    .map(({ component }) => component.name);
  const steps: (readonly [title: string, text: string])[] = [
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
    ...(handed.length === 0
      ? []
      : [
          [
            "Handover",
            `K3s has installed ${handed.map(code).join(", ")} before anything else could run. From now on Flux looks after it; K3s must neither upgrade nor remove it, also not after a restart.\n\n${commands(
              [
                ...handed.map(
                  (name) =>
                    `kubectl -n kube-system annotate helmchart ${word(name)} helmcharts.helm.cattle.io/unmanaged=true`,
                ),
                ...homelab.nodes
                  .filter(({ role }) => role === "server")
                  .map(({ address }) => `ssh ${login(address)} '${SKIP_FILES}'`),
              ],
            )}`,
          ] as const,
        ]),
    ...(recipientsOf(homelab) === undefined ? [] : [fluxKeys(delivery("repository"))]),
    [
      "Flux",
      `Commit and push this folder first, if that was not done. The command asks for what the repository needs (for SSH it shows a deploy key), installs Flux, points it at ${code(`${repositoryPath(plan)}/${GITOPS}`)}, and commits what Flux itself consists of.\n\n${commands(
        [
          `flux bootstrap git --url=${word(delivery("repository"))} --branch=${word(delivery("branch"))} --interval=${word(delivery("interval"))} --path=${word(`${repositoryPath(plan)}/${GITOPS}`)}`,
          "git pull --rebase",
        ],
      )}`,
    ],
  ];
  return steps.map(([title, text], index) => `### ${index + 1}. ${title}\n\n${text}`).join("\n\n");
}

/**
 * The key that Flux decrypts with has to be there before Flux; keys end in `.agekey`. Over SSH, bootstrap makes a key
 * of its own and takes the host key that it is shown.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#age-secret-entry
 * https://fluxcd.io/flux/cmd/flux_bootstrap_git/
 */
function fluxKeys(repository: string): readonly [title: string, text: string] {
  const age = [
    `Flux decrypts the secrets with a private key whose public key is one of the recipients in ${code("secrets.sops.age")}: yours, or better one of the cluster's own. ${code("KEY")} is its file; the path here is that of SOPS on Linux. Keep a copy of it in a safe place: without it nobody can read the secrets.`,
    commands([
      `KEY="\${SOPS_AGE_KEY_FILE:-$HOME/.config/sops/age/keys.txt}"`,
      `kubectl create namespace ${FLUX}`,
      `kubectl create secret generic ${FLUX_AGE_SECRET} --namespace=${FLUX} --from-file=age.agekey="$KEY"`,
    ]),
  ];
  const ssh = [
    `To the Git server Flux identifies itself with a deploy key. The next step makes one and shows its public half; it needs the right to write, as Flux commits its own manifests. (With ${code("--private-key-file")} it takes one of yours.) Flux trusts the host key that the server shows then. Afterwards compare what it has noted with what the makers of the server publish:`,
    commands([
      `kubectl -n ${FLUX} get secret ${FLUX} -o jsonpath='{.data.known_hosts}' | base64 -d | ssh-keygen -lf -`,
    ]),
  ];
  return ["Flux's keys", [...age, ...(repository.startsWith("ssh://") ? ssh : [])].join("\n\n")];
}
