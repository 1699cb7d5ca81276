import type { DataFolder } from "../nodes/data-disk.ts";
import { isNamedOwn } from "../nodes/paths.ts";

/** Folder of the node files in the output. */
export const KUBEADM_FOLDER = "kubeadm";

/** Folder of what kubeadm is told on a node; kubeadm itself writes to /etc/kubernetes. */
export const CONFIGURATION = "/etc/k8sgen";
/** Founds the cluster on the first server, joins it elsewhere. */
export const CONFIG_FILE = `${CONFIGURATION}/kubeadm.yaml`;
/** How the first server joins where it is made anew while others run. */
export const JOIN_FILE = `${CONFIGURATION}/join.yaml`;
/** What is one for the cluster, on the nodes that did not found it. */
export const CLUSTER_FILE = `${CONFIGURATION}/cluster.yaml`;
export const UPGRADE_FILE = `${CONFIGURATION}/upgrade.yaml`;
export const PATCHES = `${CONFIGURATION}/patches`;
/**
 * `target+type.yaml`: what differs from node to node in a configuration that is one for the cluster.
 * https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/control-plane-flags/#patches
 */
export const KUBELET_PATCH = "kubeletconfiguration+merge.yaml";
/** The cluster's token. It is delivered to the nodes and never part of the output. */
export const TOKEN_FILE = `${CONFIGURATION}/token`;

/** Keys of a cluster that is to come back, until the first server has founded it with them. */
export const SAVED_KEYS = `${CONFIGURATION}/pki`;

export const KUBERNETES_FOLDER = "/etc/kubernetes";
export const KEYS = `${KUBERNETES_FOLDER}/pki`;
export const ADMIN_FILE = `${KUBERNETES_FOLDER}/admin.conf`;
/** How the API servers encrypt Secrets; each server makes it of the token. */
export const ENCRYPTION_FILE = `${KUBERNETES_FOLDER}/k8sgen-encryption.yaml`;
/** Exists while kubeadm works, and where it was interrupted. */
export const BEGUN_MARK = `${KUBERNETES_FOLDER}/k8sgen-begun`;
/** Exists once this node is part of the cluster. */
export const DONE_MARK = `${KUBERNETES_FOLDER}/k8sgen-done`;
/** Files with secrets, in memory. */
export const RUN = "/run/k8sgen";

export const CRI_SOCKET = "unix:///run/containerd/containerd.sock";
export const CONTAINERD_FILE = "/etc/containerd/config.toml";

/** Founds or joins, once. */
export const JOIN_COMMAND = "k8sgen-kubeadm";
/** Opens the cluster for nodes that are to join, for a while. */
export const INVITE_COMMAND = "k8sgen-invite";
export const UPGRADE_COMMAND = "k8sgen-upgrade";
export const JOIN_UNIT = "k8sgen-kubeadm.service";

/** etcd, images, and all that kubeadm writes: a new card with the old disk is the same node again. */
export const DATA_FOLDERS: readonly DataFolder[] = [
  { name: "kubernetes", path: KUBERNETES_FOLDER },
  { name: "etcd", path: "/var/lib/etcd" },
  { name: "containerd", path: "/var/lib/containerd" },
];

/** Files that k8sgen writes itself, and those that kubeadm does. */
export const isOwnFile = (path: string): boolean =>
  path === CONTAINERD_FILE ||
  path.startsWith(`${CONFIGURATION}/`) ||
  path.startsWith(`${KUBERNETES_FOLDER}/manifests/`) ||
  path.startsWith(`${KUBERNETES_FOLDER}/pki/`) ||
  isNamedOwn(path);
