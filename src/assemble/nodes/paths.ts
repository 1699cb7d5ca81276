/** Reads the token from standard input, puts it into place and starts what waits for it: `ssh USER@NODE sudo k8sgen-token < token`. */
export const TOKEN_COMMAND = "k8sgen-token";
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

/** Files whose name says that they are k8sgen's. */
export const isNamedOwn = (path: string): boolean => /\/[^/]*k8sgen[^/]*$/.test(path);
