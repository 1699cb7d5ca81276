import type { Node } from "../../generated/homelab.ts";
import type { JsonObject } from "../../values/json.ts";
import { parseQuantity } from "../../values/quantity.ts";

const MIB = 2 ** 20;

/** Seconds that a node's shutdown waits for its pods; logind has to allow as much. */
export const SHUTDOWN_SECONDS = 60;

/** Memory of a node that pods do not get, in MiB. */
export interface Reserved {
  /** K3s itself: on a server also the API server, its controllers and the datastore. */
  readonly kube: number;
  readonly system: number;
  /** Below this much free memory the kubelet evicts pods. */
  readonly eviction: number;
}

/**
 * Shares of a node's memory. K3s measures 1.6 GB for a loaded server and 275 MB for an agent
 * (https://docs.k3s.io/reference/resource-profiling); 8 GiB give 1536 and 512 MiB.
 */
export function reservedMemory(node: Pick<Node, "role" | "memory">): Reserved {
  const memory = (parseQuantity(node.memory) ?? 0) / MIB;
  const share = (part: number, atMost: number): number => Math.floor(Math.min(memory * part, atMost));
  return {
    kube: node.role === "server" ? share(3 / 16, 1536) : share(1 / 16, 512),
    system: share(1 / 32, 512),
    eviction: share(1 / 32, 512),
  };
}

/** Thousandths of a core that pods do not get. */
export const reservedCpu = ({
  role,
}: Pick<Node, "role">): { readonly kube: number; readonly system: number } => ({
  kube: role === "server" ? 250 : 100,
  system: 100,
});

export const KUBELET_KIND: JsonObject = {
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
};

/** What of a kubelet's configuration follows from its node. https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/ */
export function kubeletOfNode(node: Node): JsonObject {
  const { kube, system, eviction } = reservedMemory(node);
  const cpu = reservedCpu(node);
  return {
    kubeReserved: { cpu: `${cpu.kube}m`, memory: `${kube}Mi` },
    systemReserved: { cpu: `${cpu.system}m`, memory: `${system}Mi` },
    evictionHard: {
      "memory.available": `${eviction}Mi`,
      "nodefs.available": "5%",
      "nodefs.inodesFree": "5%",
      "imagefs.available": "5%",
    },
  };
}

/** What is the same for every kubelet. */
export const KUBELET_OF_ALL: JsonObject = {
  // Volumes may share the disk with images, so old images go before it is nearly full.
  imageGCHighThresholdPercent: 75,
  imageGCLowThresholdPercent: 65,
  containerLogMaxSize: "5Mi",
  containerLogMaxFiles: 3,
  shutdownGracePeriod: `${SHUTDOWN_SECONDS}s`,
  shutdownGracePeriodCriticalPods: "20s",
};

/**
 * The kubelet's configuration of a node. K3s merges it over its own defaults, which evict for full disks but never for
 * full memory. Graceful shutdown has no flag, which is why this is a file.
 */
export const kubeletConfig = (node: Node): JsonObject => ({
  ...KUBELET_KIND,
  ...kubeletOfNode(node),
  ...KUBELET_OF_ALL,
});
