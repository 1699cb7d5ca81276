import type { Plan } from "../../plan/model.ts";
import { urlHost } from "../../values/address.ts";
import { loginOf, loginsOf } from "../nodes/login.ts";
import { serversOf } from "../nodes/servers.ts";
import { commands, word } from "../readme/markdown.ts";
import { numbered } from "../readme/runbooks.ts";
import { BEGUN_MARK, DONE_MARK, INVITE_COMMAND, JOIN_UNIT } from "./paths.ts";

const SNAPSHOT = "/var/lib/etcd/k8sgen-snapshot.db";
const KEYS =
  "--endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key";

/**
 * How etcd is saved and comes back. https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/#backing-up-an-etcd-cluster
 */
export function state(plan: Plan): string | undefined {
  const [first, ...others] = serversOf(plan);
  if (first === undefined) return undefined;
  const { keyFolder } = plan.facts;
  const login = loginOf(plan, first);
  const etcd = `kubectl -n kube-system exec ${word(`etcd-${first.name}`)} -- etcdctl ${KEYS}`;
  const peer = `https://${urlHost(first.address)}:2380`;
  const all = loginsOf(plan, [first, ...others]);
  const rest = loginsOf(plan, others);
  const save = commands([
    `${etcd} snapshot save ${SNAPSHOT}`,
    `(umask 077; ssh ${login} sudo cat ${SNAPSHOT} > "${keyFolder}/etcd-$(date +%F).db")`,
    `(umask 077; ssh ${login} sudo tar -C /etc/kubernetes -c pki > "${keyFolder}/pki.tar")`,
    `ssh ${login} sudo rm ${SNAPSHOT}`,
  ]);
  const restore = numbered([
    {
      text: `Only on new cards: write them, put the saved keys into place on \`${first.name}\` and give it the token of that time; it founds an empty cluster with them. Leave the other servers without the token for now.`,
      commands: [
        `ssh ${login} 'sudo tar -C /etc/kubernetes -x' < "${keyFolder}/pki.tar"`,
        `ssh ${login} sudo k8sgen-token < "${keyFolder}/token"`,
      ],
    },
    {
      text: "Stop the control plane on every server. Pods go on running meanwhile.",
      commands: [
        `for server in ${all}; do ssh "$server" 'sudo mv /etc/kubernetes/manifests /etc/kubernetes/manifests.off && sudo mkdir /etc/kubernetes/manifests'; done`,
        `until ! ssh ${login} sudo crictl --runtime-endpoint unix:///run/containerd/containerd.sock ps --quiet --name etcd | grep -q .; do sleep 5; done`,
      ],
    },
    {
      text: `Put the copy back on \`${first.name}\`, as a datastore of this one server. \`SNAPSHOT\` is the file on your machine.`,
      commands: [
        `ssh ${login} 'sudo sh -c "cat > ${SNAPSHOT}"' < "$SNAPSHOT"`,
        `ssh ${login} 'image=$(sudo sed -n "s/^ *image: //p" /etc/kubernetes/manifests.off/etcd.yaml) && sudo rm -rf /var/lib/etcd/restored && sudo ctr --namespace k8s.io run --rm --mount type=bind,src=/var/lib/etcd,dst=/var/lib/etcd,options=rbind:rw "$image" k8sgen-restore etcdutl snapshot restore ${SNAPSHOT} --name ${word(first.name)} --initial-cluster ${word(`${first.name}=${peer}`)} --initial-advertise-peer-urls ${word(peer)} --data-dir /var/lib/etcd/restored'`,
        `ssh ${login} 'sudo rm -rf /var/lib/etcd/member ${SNAPSHOT} && sudo mv /var/lib/etcd/restored/member /var/lib/etcd/member && sudo rm -rf /var/lib/etcd/restored'`,
      ],
    },
    {
      text: `Start it on \`${first.name}\` again, and wait until it answers.`,
      commands: [
        `ssh ${login} 'sudo rm -rf /etc/kubernetes/manifests && sudo mv /etc/kubernetes/manifests.off /etc/kubernetes/manifests && sudo systemctl restart kubelet'`,
        "until kubectl get --raw /readyz; do sleep 10; done",
        ...(rest === "" ? [] : [`ssh ${login} sudo ${INVITE_COMMAND}`]),
      ],
    },
    ...(rest === ""
      ? []
      : [
          {
            text: "The other servers join it, without what they knew. On new cards they get the token instead.",
            commands: [
              `for server in ${rest}; do ssh "$server" 'sudo kubeadm reset --force && sudo rm -rf /etc/kubernetes/manifests.off ${DONE_MARK} ${BEGUN_MARK} && sudo systemctl start ${JOIN_UNIT}' || break; done`,
            ],
          },
        ]),
  ]);
  return [
    "etcd holds all that Kubernetes knows. A copy of it is as secret as the cluster: where Secrets are encrypted in it, the token opens them. It is kept apart from the nodes, together with the keys of the cluster:",
    save,
    "It comes back in these steps; try them before they are needed.",
    ...restore,
    ...(rest === ""
      ? []
      : [
          "A server that is gone for good is taken out of etcd, before a new one of its name joins. `ID` is its first column:",
          commands([`${etcd} member list`, `${etcd} member remove ID`, "kubectl delete node NAME"]),
        ]),
  ].join("\n\n");
}
