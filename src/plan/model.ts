import type { Contributions } from "../generated/contract.ts";
import type { Homelab } from "../generated/homelab.ts";
import type { Laptop } from "../laptop/model.ts";
import type { Blueprint } from "../schema/blueprints.ts";
import type { Json } from "../values/json.ts";
import type { Tracked } from "../values/tracked.ts";
import type { ChartSource } from "./mirror.ts";

/** One thing that will run: a blueprint that homelab.yaml switched on, or that another one required. */
export interface Component {
  readonly name: string;
  readonly blueprint: Blueprint;
  /** Value of the primary slot; an empty map where that slot is not filled. */
  readonly spec: Tracked;
  /** Values of the filled slots by the last name of their section: `cni`, `loadBalancer`. */
  readonly slots: Readonly<Record<string, Tracked>>;
  /** Paths of the filled slots; empty where the component was brought in. */
  readonly slotPaths: readonly string[];
  /** Capabilities that it cannot do without: the blueprint's and those of its filled slots. */
  readonly requires: readonly string[];
  /** The capability that brought it in, where no slot did. */
  readonly broughtBy?: string;
  readonly namespace: string;
  readonly releaseName: string;
  /** Where its chart is taken from; absent where it has none. */
  readonly chartSource?: ChartSource;
}

/** A capability that is there, and what is known of it. */
export interface Offer {
  readonly component: string;
  readonly attributes: Tracked;
}

export type ContributionKind = keyof Contributions;

/** What one component wants from whoever takes care of a kind. */
export interface Contribution {
  readonly component: string;
  readonly value: Tracked;
}

export type JoinedContributions = { readonly [kind in ContributionKind]: readonly Contribution[] };

/** A folder of Kubernetes objects needs its namespace; components that share one agree on its Pod Security level. */
export interface PlannedNamespace {
  readonly name: string;
  readonly podSecurity: "restricted" | "baseline" | "privileged";
  readonly components: readonly string[];
}

/** Everything that follows from homelab.yaml and the blueprints before a template of a component is expanded. */
export interface Plan {
  readonly homelab: Homelab;
  readonly tracked: Tracked;
  /** The core sections alone, as templates see them. */
  readonly core: Tracked;
  readonly facts: Facts;
  /** Dependencies first; among equals by name. */
  readonly components: readonly Component[];
  /** Names of the components that each one waits for. */
  readonly dependsOn: ReadonlyMap<string, readonly string[]>;
  readonly capabilities: ReadonlyMap<string, Offer>;
  readonly contributions: JoinedContributions;
  readonly namespaces: readonly PlannedNamespace[];
  /** Where the homelab is one for a laptop. */
  readonly laptop?: Laptop;
}

/** Facts derived from the core sections, for templates (`cluster`) and for the stages that follow. */
export interface Facts {
  readonly [key: string]: Json;
  readonly name: string;
  readonly apiHost: string;
  readonly apiPort: number;
  /** `k3s` or `kubeadm`. */
  readonly distribution: string;
  /** Folder of the distribution's configuration on the nodes. */
  readonly configFolder: string;
  /** Where programs in a node's own network reach the API before there are Services. */
  readonly nodeApiHost: string;
  readonly nodeApiPort: number;
  /** Who logs in to the nodes: the user that cloud-init makes, or that of Ubuntu's image. */
  readonly sshUser: string;
  /** Where people keep what must not be in Git, on their own machine; for a shell, in double quotes. */
  readonly keyFolder: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** Both families; the first one is `podCidr`, and so on. One item where the LAN has one family. */
  readonly podCidrs: readonly string[];
  readonly serviceCidrs: readonly string[];
  readonly lanCidrs: readonly string[];
  /** True where nodes, pods and Services have addresses of both families. */
  readonly dualStack: boolean;
  /** Address of the cluster's name server: the tenth of the service range, as K3s and kubeadm set it. */
  readonly dnsAddress: string;
  readonly clusterDomain: string;
  readonly nodeCount: number;
  readonly serverCount: number;
  readonly agentCount: number;
  readonly architectures: readonly string[];
  readonly smallestMemoryGiB: number;
  readonly totalMemoryGiB: number;
  readonly replicas: number;
  readonly kubernetesMinor: number;
  readonly policies: boolean;
}
