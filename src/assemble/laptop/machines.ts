import type { Node } from "../../generated/homelab.ts";
import { parseQuantity } from "../../values/quantity.ts";
import type { Step } from "../engines/model.ts";
import { TOKEN_COMMAND } from "../nodes/paths.ts";
import { commands, word } from "../readme/markdown.ts";
import type { Guest, LaptopPlan } from "./model.ts";

/** Where Ubuntu has its images for clouds: the release that has long support, as for the real nodes. */
const IMAGES = "https://cloud-images.ubuntu.com/releases/noble/release";

/** An image of Ubuntu Server for an architecture as Kubernetes names it. */
export const imageOf = (arch: Node["arch"]): string => `${IMAGES}/ubuntu-24.04-server-cloudimg-${arch}.img`;

/** Machine names of Linux for the names that Kubernetes has. */
export const MACHINE: Readonly<Record<Node["arch"], string>> = { amd64: "x86_64", arm64: "aarch64" };

/** Where the laptop is one of the machines of their network. */
export const OPEN_AT_HOME =
  "The laptop is in the machines' network itself, so its browser needs the names alone, as above.";

/** A size in MiB; each program has a unit of its own for them. */
export const mebibytes = (text: string): number => Math.floor((parseQuantity(text) ?? 0) / 2 ** 20);

/** Where K3s says that its API is. */
export const LOOPBACK = "127.0.0.1";

interface Reached extends Pick<Guest, "asRoot"> {
  /** A shell command that succeeds as soon as a node can take the token; absent where the step before waits for that. */
  isReady?(plan: LaptopPlan, node: Node): string;
}

/**
 * The steps behind those that start the machines: token and access.
 * @param host address of the API as the laptop reaches it
 */
export function machineSteps(plan: LaptopPlan, { asRoot, isReady }: Reached, host: string): readonly Step[] {
  const { homelab, facts } = plan;
  const [server] = homelab.nodes;
  if (server === undefined) return [];
  const config = "/etc/rancher/k3s/k3s.yaml";
  const token = `"${facts.keyFolder}/token"`;
  return [
    [
      "Token",
      [
        "The token is the key of the cluster; it is in no file of this folder. K3s starts on a node as soon as it has it.",
        commands([
          `(umask 077; openssl rand -hex 32 > ${token})`,
          ...homelab.nodes.flatMap((node) => [
            ...(isReady === undefined ? [] : [`until ${isReady(plan, node)}; do sleep 10; done`]),
            `${asRoot(plan, node, TOKEN_COMMAND)} < ${token}`,
          ]),
        ]),
      ].join("\n\n"),
    ],
    [
      "Access",
      commands([
        `until ${asRoot(plan, server, `test -s ${config}`)}; do sleep 10; done`,
        `(umask 077; ${asRoot(plan, server, `cat ${config}`)}${host === LOOPBACK ? "" : ` | sed 's/${LOOPBACK}/${host}/'`} > "${facts.keyFolder}/kubeconfig")`,
        `export KUBECONFIG="${facts.keyFolder}/kubeconfig"`,
        `kubectl wait --for=create ${homelab.nodes.map(({ name }) => word(`node/${name}`)).join(" ")} --timeout=15m`,
        "kubectl wait --for=condition=Ready nodes --all --timeout=15m",
      ]),
    ],
  ];
}
