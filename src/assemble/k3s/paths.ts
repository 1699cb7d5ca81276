import type { DataFolder } from "../nodes/data-disk.ts";
import { isNamedOwn } from "../nodes/paths.ts";

/** Folder of the node files in the output. */
export const K3S = "k3s";

/** Folder of K3s' configuration on a node. https://docs.k3s.io/installation/configuration#configuration-file */
export const CONFIGURATION = "/etc/rancher/k3s";

export const CONFIG_FILE = `${CONFIGURATION}/config.yaml`;
export const REGISTRIES_FILE = `${CONFIGURATION}/registries.yaml`;
export const KUBELET_FILE = `${CONFIGURATION}/kubelet.yaml`;
/** The cluster's token. It is delivered to the nodes and never part of the output. */
export const TOKEN_FILE = `${CONFIGURATION}/token`;

/** What the servers are given of a datastore beside the cluster: by people, as the token. */
export const DATASTORE = `${CONFIGURATION}/datastore`;

/** Folder that K3s applies manifests from. https://docs.k3s.io/installation/packaged-components */
export const MANIFESTS_FOLDER = "/var/lib/rancher/k3s/server/manifests";

/** The same as k8sgen-token for what reaches the datastore: `ssh USER@NODE sudo k8sgen-datastore address < address`. */
export const DATASTORE_COMMAND = "k8sgen-datastore";

/** Lets the first server join where it is made anew while others run. */
export const JOIN_COMMAND = "k8sgen-join";

/** systemd unit that K3s' installer makes. */
export const unitOf = (role: "server" | "agent"): string => (role === "server" ? "k3s" : "k3s-agent");

/** Files that k8sgen writes itself: no component may bring them, or any other whose name says that it is k8sgen's. */
export const isOwnFile = (path: string): boolean =>
  [CONFIG_FILE, REGISTRIES_FILE, KUBELET_FILE, TOKEN_FILE].includes(path) ||
  path.startsWith(`${MANIFESTS_FOLDER}/`) ||
  path.startsWith(`${DATASTORE}/`) ||
  isNamedOwn(path);

/**
 * K3s with its datastore, images and local volumes; and the password of the node, without which a system that was installed
 * anew beside the old disk is sent away: https://docs.k3s.io/architecture#how-agent-node-registration-works
 */
export const DATA_FOLDERS: readonly DataFolder[] = [
  { name: "rancher", path: "/var/lib/rancher" },
  { name: "node", path: "/etc/rancher/node" },
];
