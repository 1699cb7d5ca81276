import { runsKubeProxy } from "../../assemble/kubeadm/asked.ts";
import type { Plan } from "../../plan/model.ts";
import { GIVEN_NAMESPACES } from "../../plan/namespaces.ts";
import { switchedOff } from "../../plan/switched-off.ts";
import type { Facts, Identity } from "./model.ts";

const SYSTEM = "kube-system";
const RBAC = "rbac.authorization.k8s.io";

type Given = Omit<Facts, "source" | "index" | "role" | "apiVersion">;

/** Objects of every cluster. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings */
const KUBERNETES: readonly Given[] = [
  ...[...GIVEN_NAMESPACES].map((name) => ({ group: "", kind: "Namespace", name })),
  ...["cluster-admin", "admin", "edit", "view"].map((name) => ({ group: RBAC, kind: "ClusterRole", name })),
  { group: RBAC, kind: "Role", namespace: SYSTEM, name: "extension-apiserver-authentication-reader" },
  ...["system-cluster-critical", "system-node-critical"].map((name) => ({
    group: "scheduling.k8s.io",
    kind: "PriorityClass",
    name,
  })),
  { group: "", kind: "ConfigMap", namespace: SYSTEM, name: "extension-apiserver-authentication" },
  {
    group: "",
    kind: "Service",
    namespace: "default",
    name: "kubernetes",
    labels: { component: "apiserver", provider: "kubernetes" },
    parts: ["443", "https"],
  },
];

/**
 * What K3s deploys by itself, by the word that switches it off. https://docs.k3s.io/installation/packaged-components,
 * https://github.com/k3s-io/k3s/tree/main/manifests
 */
const K3S: Readonly<Record<string, readonly Given[]>> = {
  coredns: [
    {
      group: "",
      kind: "Service",
      namespace: SYSTEM,
      name: "kube-dns",
      labels: { "k8s-app": "kube-dns", "kubernetes.io/name": "CoreDNS" },
      parts: ["53", "dns", "dns-tcp", "9153", "metrics"],
    },
    {
      group: "",
      kind: "Pod",
      namespace: SYSTEM,
      name: "coredns",
      pods: { labels: { "k8s-app": "kube-dns" }, ports: ["dns", "dns-tcp", "metrics"] },
    },
    { group: "apps", kind: "Deployment", namespace: SYSTEM, name: "coredns" },
    { group: "", kind: "ServiceAccount", namespace: SYSTEM, name: "coredns" },
    { group: "", kind: "ConfigMap", namespace: SYSTEM, name: "coredns" },
  ],
  "metrics-server": [
    {
      group: "",
      kind: "Service",
      namespace: SYSTEM,
      name: "metrics-server",
      labels: { "kubernetes.io/name": "Metrics-server" },
      parts: ["443", "https"],
    },
    {
      group: "",
      kind: "Pod",
      namespace: SYSTEM,
      name: "metrics-server",
      pods: { labels: { "k8s-app": "metrics-server" }, ports: ["https"] },
    },
    { group: "", kind: "ServiceAccount", namespace: SYSTEM, name: "metrics-server" },
  ],
  "local-storage": [
    { group: "storage.k8s.io", kind: "StorageClass", name: "local-path" },
    {
      group: "",
      kind: "Pod",
      namespace: SYSTEM,
      name: "local-path-provisioner",
      pods: { labels: { app: "local-path-provisioner" }, ports: [] },
    },
  ],
  traefik: [
    { group: "networking.k8s.io", kind: "IngressClass", name: "traefik" },
    {
      group: "",
      kind: "Service",
      namespace: SYSTEM,
      name: "traefik",
      labels: { "app.kubernetes.io/name": "traefik" },
      parts: ["80", "web", "443", "websecure"],
    },
    {
      group: "",
      kind: "Pod",
      namespace: SYSTEM,
      name: "traefik",
      pods: {
        labels: { "app.kubernetes.io/name": "traefik", "app.kubernetes.io/instance": "traefik-kube-system" },
        ports: ["web", "websecure", "metrics", "traefik"],
      },
    },
  ],
  runtimes: ["nvidia", "nvidia-experimental", "crun"].map((name) => ({
    group: "node.k8s.io",
    kind: "RuntimeClass",
    name,
  })),
};

/**
 * What kubeadm installs by itself. https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/#addons,
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/cmd/kubeadm/app/phases/addons
 */
const KUBEADM: readonly Given[] = [
  ...(K3S.coredns ?? []),
  ...["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"].map((name) => ({
    group: "",
    kind: "Pod",
    namespace: SYSTEM,
    name,
    pods: { labels: { component: name, tier: "control-plane" }, ports: [] },
  })),
];

const KUBE_PROXY: readonly Given[] = [
  {
    group: "",
    kind: "Pod",
    namespace: SYSTEM,
    name: "kube-proxy",
    pods: { labels: { "k8s-app": "kube-proxy" }, ports: [] },
  },
  { group: "apps", kind: "DaemonSet", namespace: SYSTEM, name: "kube-proxy" },
  { group: "", kind: "ConfigMap", namespace: SYSTEM, name: "kube-proxy" },
];

/** What is there without the output: Kubernetes' own objects, and those of the distribution that no component switches off. */
export function givenObjects(plan: Plan): readonly Given[] {
  if (plan.homelab.kubernetes.distribution === "kubeadm")
    return [...KUBERNETES, ...KUBEADM, ...(runsKubeProxy(plan) ? KUBE_PROXY : [])];
  const off = switchedOff(plan.contributions);
  return [...KUBERNETES, ...Object.entries(K3S).flatMap(([name, objects]) => (off.has(name) ? [] : objects))];
}

/** Names that are there in every namespace, or in every cluster under a prefix of Kubernetes' own. */
export function isEverywhere({ group, kind, name }: Identity): boolean {
  switch (`${group}/${kind}`) {
    case "/ServiceAccount":
      return name === "default";
    case "/ConfigMap":
      return name === "kube-root-ca.crt";
    case `${RBAC}/ClusterRole`:
    case `${RBAC}/Role`:
      return name.startsWith("system:");
    default:
      return false;
  }
}
