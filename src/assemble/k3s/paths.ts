/** Folder of K3s' configuration on a node. https://docs.k3s.io/installation/configuration#configuration-file */
const CONFIGURATION = "/etc/rancher/k3s";

export const CONFIG_FILE = `${CONFIGURATION}/config.yaml`;
export const REGISTRIES_FILE = `${CONFIGURATION}/registries.yaml`;
export const KUBELET_FILE = `${CONFIGURATION}/kubelet.yaml`;
/** The cluster's token. It is delivered to the nodes and never part of the output. */
export const TOKEN_FILE = `${CONFIGURATION}/token`;

/** What the servers are given of a datastore beside the cluster: by people, as the token. */
export const DATASTORE = `${CONFIGURATION}/datastore`;

/** Folder that K3s applies manifests from. https://docs.k3s.io/installation/packaged-components */
export const MANIFESTS_FOLDER = "/var/lib/rancher/k3s/server/manifests";

/** Reads the token from standard input, puts it into place and starts K3s: `ssh USER@NODE sudo k8sgen-token < token`. */
export const TOKEN_COMMAND = "k8sgen-token";
/** The same for what reaches the datastore: `ssh USER@NODE sudo k8sgen-datastore address < address`. */
export const DATASTORE_COMMAND = "k8sgen-datastore";
/** Does everything that cloud-init's modules do not, and may be run again at any time. */
export const SETUP_COMMAND = "k8sgen-setup";
export const WAIT_COMMAND = "k8sgen-wait-for-time";
export const command = (name: string): string => `/usr/local/sbin/${name}`;

/** Folder of k8sgen's own files on a node. */
export const SHARE = "/usr/local/share/k8sgen";
/** Files for folders that the data disk may be mounted over wait here: cloud-init writes before anything is mounted. */
export const STAGED = `${SHARE}/files`;
/** Exists from the node's first boot until the reboot that ends its setup; /run is in memory. */
export const REBOOT_MARK = "/run/k8sgen-reboot";
/** Mount point of the data disk. */
export const DATA_MOUNT = "/var/lib/k8sgen";
export const DATA_LABEL = "k8sgen-data";

/** systemd unit that K3s' installer makes. */
export const unitOf = (role: "server" | "agent"): string => (role === "server" ? "k3s" : "k3s-agent");

/** Files that k8sgen writes itself: no component may bring them, or any other whose name says that it is k8sgen's. */
export const isOwnFile = (path: string): boolean =>
  [CONFIG_FILE, REGISTRIES_FILE, KUBELET_FILE, TOKEN_FILE].includes(path) ||
  path.startsWith(`${MANIFESTS_FOLDER}/`) ||
  path.startsWith(`${DATASTORE}/`) ||
  /\/[^/]*k8sgen[^/]*$/.test(path);
