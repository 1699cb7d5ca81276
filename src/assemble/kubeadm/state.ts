import type { RunbookContribution } from "../../generated/contract.ts";
import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import { urlHost } from "../../values/address.ts";
import { loginOf, loginsOf } from "../nodes/login.ts";
import { TOKEN_COMMAND } from "../nodes/paths.ts";
import { serversOf } from "../nodes/servers.ts";
import { commands, word } from "../readme/markdown.ts";
import { numbered } from "../readme/runbooks.ts";
import {
  BEGUN_MARK,
  DONE_MARK,
  INVITE_COMMAND,
  JOIN_UNIT,
  KEYS,
  KUBERNETES_FOLDER,
  SAVED_KEYS,
} from "./paths.ts";

const SNAPSHOT = "/var/lib/etcd/k8sgen-snapshot.db";
const ETCDCTL = `etcdctl --endpoints=https://127.0.0.1:2379 --cacert=${KEYS}/etcd/ca.crt --cert=${KEYS}/etcd/server.crt --key=${KEYS}/etcd/server.key`;
const MANIFESTS = `${KUBERNETES_FOLDER}/manifests`;
const STOPPED = `${MANIFESTS}.off`;

/** Takes the control plane off a server, and waits until it is gone; a server without one is left alone, and so is an etcd that is a pod's. */
const STOP = [
  `if sudo test -e ${DONE_MARK}; then sudo mv ${MANIFESTS} ${STOPPED} && sudo mkdir ${MANIFESTS}; fi`,
  `while pgrep -f "^(etcd|kube-apiserver) .*=${KEYS}/" > /dev/null; do sleep 5; done`,
].join("; ");

/** What makes a cluster the one that it is; kubeadm makes every other certificate of it. https://kubernetes.io/docs/setup/best-practices/certificates/ */
const LASTING = [
  ...["ca", "front-proxy-ca", "etcd/ca"].flatMap((name) => [`${name}.crt`, `${name}.key`]),
  "sa.key",
  "sa.pub",
].join(" ");

/** A server that runs, as shell variables: the first one may be the one that is lost. */
const serverLines = (plan: Plan, server: Node): string =>
  `SERVER=${word(server.name)} LOGIN=${loginOf(plan, server)}`;

/** What a reader has to know of that line. */
const serverText = (plan: Plan): string =>
  serversOf(plan).length === 1
    ? ""
    : " `SERVER` and `LOGIN` are the name and the login of a server that runs: write another one where it is not this one.";

/**
 * How etcd is saved and comes back. https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/#backing-up-an-etcd-cluster
 */
export function state(plan: Plan): string | undefined {
  const [first, ...others] = serversOf(plan);
  if (first === undefined) return undefined;
  const { keyFolder } = plan.facts;
  const etcd = `kubectl -n kube-system exec "etcd-$SERVER" -- ${ETCDCTL}`;
  return [
    `etcd holds all that Kubernetes knows. A copy of it is as secret as the cluster: where Secrets are encrypted in it, the token opens them. It is kept apart from the nodes, together with the keys of the cluster.${serverText(plan)}`,
    commands([
      serverLines(plan, first),
      `${etcd} snapshot save ${SNAPSHOT}`,
      `(umask 077; ssh "$LOGIN" sudo cat ${SNAPSHOT} > "${keyFolder}/etcd-$(date +%F).db")`,
      `(umask 077; ssh "$LOGIN" sudo tar -C ${KEYS} -c ${LASTING} > "${keyFolder}/pki.tar")`,
      `ssh "$LOGIN" sudo rm ${SNAPSHOT}`,
    ]),
    "It comes back in these steps; try them before they are needed.",
    ...numbered(restore(plan, first, others)),
    ...(others.length === 0
      ? []
      : [
          `A server that is gone for good is taken out of etcd, before a new one of its name joins. \`ID\` is its first column, \`NAME\` the name of the lost one.${serverText(plan)}`,
          commands([
            serverLines(plan, first),
            `${etcd} member list`,
            `${etcd} member remove ID`,
            "kubectl delete node NAME",
          ]),
        ]),
  ].join("\n\n");
}

/** The commands of the steps. */
function restore(plan: Plan, first: Node, others: readonly Node[]): RunbookContribution["steps"] {
  const { keyFolder } = plan.facts;
  const login = loginOf(plan, first);
  const peer = `https://${urlHost(first.address)}:2380`;
  const all = loginsOf(plan, [first, ...others]);
  const rest = loginsOf(plan, others);
  return [
    {
      text: "Stop the control plane on every server that has one. Pods go on running meanwhile.",
      commands: [`for server in ${all}; do ssh "$server" '${STOP}'; done`],
    },
    {
      text: `Only where \`${first.name}\` has a new card: write it, put the saved keys into place and give it the token of that time; it founds an empty cluster with them, which is stopped too. Other servers with new cards get no token yet.`,
      commands: [
        `ssh ${login} 'sudo install -d -m 0700 ${SAVED_KEYS} && sudo tar -C ${SAVED_KEYS} -x' < "${keyFolder}/pki.tar"`,
        `ssh ${login} sudo ${TOKEN_COMMAND} < "${keyFolder}/token"`,
        `until ssh ${login} sudo test -e ${DONE_MARK}; do sleep 10; done`,
        `ssh ${login} '${STOP}'`,
      ],
    },
    {
      // https://etcd.io/docs/v3.6/op-guide/recovery/#restoring-with-revision-bump
      text: `Put the copy back on \`${first.name}\`, as a datastore of this one server. \`SNAPSHOT\` is the file on your machine. Revisions go on from a higher number, so that what watches Kubernetes reads everything anew.`,
      commands: [
        `ssh ${login} 'sudo sh -c "cat > ${SNAPSHOT}"' < "$SNAPSHOT"`,
        `ssh ${login} 'image=$(sudo sed -n "s/^ *image: //p" ${STOPPED}/etcd.yaml) && sudo rm -rf /var/lib/etcd/restored && sudo ctr --namespace k8s.io run --rm --mount type=bind,src=/var/lib/etcd,dst=/var/lib/etcd,options=rbind:rw "$image" k8sgen-restore etcdutl snapshot restore ${SNAPSHOT} --bump-revision 1000000000 --mark-compacted --name ${word(first.name)} --initial-cluster ${word(`${first.name}=${peer}`)} --initial-advertise-peer-urls ${word(peer)} --data-dir /var/lib/etcd/restored'`,
        `ssh ${login} 'sudo rm -rf /var/lib/etcd/member ${SNAPSHOT} && sudo mv /var/lib/etcd/restored/member /var/lib/etcd/member && sudo rm -rf /var/lib/etcd/restored'`,
      ],
    },
    {
      text: `Start it on \`${first.name}\` again, and wait until it answers.`,
      commands: [
        `ssh ${login} 'sudo rm -rf ${MANIFESTS} && sudo mv ${STOPPED} ${MANIFESTS} && sudo systemctl restart kubelet'`,
        "until kubectl get --raw /readyz; do sleep 10; done",
        ...(rest === "" ? [] : [`ssh ${login} sudo ${INVITE_COMMAND}`]),
      ],
    },
    ...(rest === ""
      ? []
      : [
          {
            text: "The other servers join it one after the other, without what they knew. Those with new cards get the token instead of the last command.",
            commands: [
              `kubectl delete node --ignore-not-found ${others.map(({ name }) => word(name)).join(" ")}`,
              `for server in ${rest}; do ssh "$server" 'sudo kubeadm reset --force; sudo rm -rf ${STOPPED} ${DONE_MARK} ${BEGUN_MARK}; sudo systemctl start --no-block ${JOIN_UNIT}'; until ssh "$server" sudo test -e ${DONE_MARK}; do sleep 10; done; done`,
            ],
          },
        ]),
  ];
}
