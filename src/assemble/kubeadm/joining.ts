import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import { urlHost } from "../../values/address.ts";
import { FUNCTIONS } from "../nodes/scripts.ts";
import { isFounder, serversOf } from "../nodes/servers.ts";
import { script } from "../nodes/shell.ts";
import {
  BEGUN_MARK,
  CONFIG_FILE,
  CRI_SOCKET,
  DONE_MARK,
  ENCRYPTION_FILE,
  INVITE_COMMAND,
  JOIN_FILE,
  KEYS,
  RUN,
  SAVED_KEYS,
  TOKEN_FILE,
} from "./paths.ts";

/**
 * Shell functions that make of the one token all that nodes share: the bootstrap token of kubeadm, the key of the
 * certificates that servers fetch, and the key that encrypts Secrets. One cannot be told from another, and no secret is in
 * an argument list. Forms: https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-token/,
 * https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-init/#upload-control-plane-certificates-to-the-cluster
 */
const DERIVING: readonly string[] = [
  `secret=$(tr -d '[:space:]' < ${TOKEN_FILE})`,
  'derive() { printf \'k8sgen %s %s\' "$1" "$secret" | sha256sum | cut -c 1-64; }',
  "bootstrap=$(derive bootstrap | sed -E 's/^(.{6})(.{16}).*/\\1.\\2/')",
  "certificates=$(derive certificates)",
];

/** Puts the secrets into a configuration, behind the lines that they belong to; the result is in memory. */
const COMPLETE: readonly string[] = [
  "with_secrets() {",
  `  install -d -m 0700 ${RUN}`,
  `  sed -f /dev/stdin "$1" > ${RUN}/kubeadm.yaml << END`,
  "/^kind: InitConfiguration\\$/a\\\\",
  "bootstrapTokens:\\\\",
  "  - token: $bootstrap\\\\",
  "    description: k8sgen, for nodes that join\\\\",
  "    ttl: 24h0m0s\\\\",
  "certificateKey: $certificates",
  "/^  bootstrapToken:\\$/a\\\\",
  "    token: $bootstrap",
  "/^controlPlane:\\$/a\\\\",
  "  certificateKey: $certificates",
  "END",
  "}",
];

/** https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/ */
const encryptionLines = (): readonly string[] => [
  "# The same on every server: made of the token. Without the token no copy of etcd can be read.",
  `cat > ${ENCRYPTION_FILE} << END`,
  "apiVersion: apiserver.config.k8s.io/v1",
  "kind: EncryptionConfiguration",
  "resources:",
  "  - resources: [secrets]",
  "    providers:",
  "      - secretbox:",
  "          keys:",
  "            - name: token",
  "              secret: $(printf 'k8sgen secrets %s' \"$secret\" | openssl dgst -sha256 -binary | base64)",
  "      - identity: {}",
  "END",
];

/** Any answer is one of a server: without a quorum of etcd it is that it is not well. */
const PROBE = 'answers() { curl --insecure --silent --max-time 5 --output /dev/null "https://$1/livez"; }';

/** Founds the cluster, or joins it. It is run by a unit until it has succeeded once. */
export function foundOrJoin(plan: Plan, node: Node): string {
  const founder = isFounder(plan, node);
  return script(
    ["#!/bin/sh", "# Makes this node a part of the cluster, once.", "set -eu", "umask 077", ...FUNCTIONS],
    [`[ ! -e ${DONE_MARK} ] || exit 0`],
    DERIVING,
    COMPLETE,
    [
      "# What was interrupted begins anew.",
      `if [ -e ${BEGUN_MARK} ]; then`,
      '  say "kubeadm was interrupted; its traces are removed"',
      `  kubeadm reset --force --cri-socket ${CRI_SOCKET}`,
      "fi",
      `: > ${BEGUN_MARK}`,
    ],
    node.role === "server" && plan.homelab.kubernetes.secretsEncryption ? encryptionLines() : [],
    founder ? foundLines(plan, node) : joinLines(CONFIG_FILE),
    [
      `rm -rf ${founder ? `${RUN} ${SAVED_KEYS}` : RUN}`,
      `: > ${DONE_MARK}`,
      "# After a loss of power one of the marks is there.",
      "sync",
      `rm ${BEGUN_MARK}`,
    ],
  );
}

const joinLines = (config: string): readonly string[] => [
  `with_secrets ${config}`,
  `kubeadm join --config ${RUN}/kubeadm.yaml`,
];

const FOUND: readonly string[] = [
  `with_secrets ${CONFIG_FILE}`,
  `if [ -d ${SAVED_KEYS} ]; then`,
  "  # A cluster that comes back has the keys that it had.",
  `  install -d -m 0755 ${KEYS}`,
  `  cp -Rp ${SAVED_KEYS}/. ${KEYS}/`,
  "fi",
  "# What is printed stays in the journal.",
  `kubeadm init --upload-certs --skip-token-print --skip-certificate-key-print --config ${RUN}/kubeadm.yaml`,
];

function foundLines(plan: Plan, node: Node): readonly string[] {
  const others = serversOf(plan).filter(({ name }) => name !== node.name);
  if (others.length === 0) return FOUND;
  const { apiHost, apiPort } = plan.facts;
  const places = [apiHost, ...others.map(({ address }) => address)].map(
    (host) => `${urlHost(host)}:${apiPort}`,
  );
  return [
    "# Made anew while other servers run, this node joins them: a second cluster would be founded otherwise.",
    PROBE,
    "found=true",
    `for place in ${places.map((place) => `'${place}'`).join(" ")}; do if answers "$place"; then found=false; fi; done`,
    'if [ "$found" = true ]; then',
    ...FOUND.map((line) => `  ${line}`),
    "else",
    ...joinLines(JOIN_FILE).map((line) => `  ${line}`),
    "fi",
  ];
}

/**
 * Opens the cluster for nodes that join later: kubeadm's token ends after a day, and the certificates for servers are
 * taken away after two hours.
 */
export const invite = (plan: Plan): string =>
  script(
    [
      "#!/bin/sh",
      `# ${INVITE_COMMAND}: lets nodes with the cluster's token join, servers for two hours, agents for a day.`,
      "set -eu",
      "umask 077",
      ...FUNCTIONS,
      `[ -e ${DONE_MARK} ] || fail "this node is not part of the cluster yet"`,
    ],
    DERIVING,
    [
      `install -d -m 0700 ${RUN}`,
      `cat > ${RUN}/invite.yaml << END`,
      "apiVersion: kubeadm.k8s.io/v1beta4",
      "kind: InitConfiguration",
      "bootstrapTokens:",
      "  - token: $bootstrap",
      "    description: k8sgen, for nodes that join",
      "    ttl: 24h0m0s",
      "certificateKey: $certificates",
      "nodeRegistration:",
      `  criSocket: ${CRI_SOCKET}`,
      "---",
      "apiVersion: kubeadm.k8s.io/v1beta4",
      "kind: ClusterConfiguration",
      `kubernetesVersion: ${plan.homelab.kubernetes.version}`,
      "END",
      `kubeadm init phase upload-certs --upload-certs --skip-certificate-key-print --config ${RUN}/invite.yaml`,
      `kubeadm init phase bootstrap-token --skip-token-print --config ${RUN}/invite.yaml`,
      `rm -rf ${RUN}`,
    ],
  );
