import type { Diagnostic } from "../diagnostics/diagnostic.ts";

/** What a command found and did, as data: `-o json` prints it. */
export interface BuildReport {
  readonly ok: boolean;
  /** Name of the homelab; absent where the file could not be read so far. */
  readonly name?: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly files: FileChanges;
  readonly coverage: Coverage;
  readonly references: References;
  readonly charts: readonly ChartResult[];
  /** What runs against what the nodes have; absent where a chart was not rendered, which would make it too small. */
  readonly budget?: Budget;
  /** Images that the objects name; of charts that were rendered. */
  readonly images: readonly ImageResult[];
  /** Pod Security of each namespace that the plan makes or that pods land in, by name. */
  readonly podSecurity: readonly NamespaceSecurity[];
  /** Releases by their size, the largest first. */
  readonly releases: readonly ReleaseSize[];
  readonly stages: readonly StageTime[];
}

/** Paths below `output/<name>/`, sorted. */
export interface FileChanges {
  readonly folder?: string;
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
}

/** How many objects there are, and how many of them a schema has judged. */
export interface Coverage {
  readonly objects: number;
  readonly validated: number;
  readonly skipped: readonly Skipped[];
  /** Where the schemas of custom resources came from, by source, sorted. */
  readonly sources: readonly string[];
}

/** Names and selectors in objects that lead to other objects. */
export interface References {
  /** They were looked up; those that lead nowhere are among the diagnostics. */
  readonly resolved: number;
  /** They lead to what a chart may bring that is not at hand. */
  readonly unproven: number;
}

export interface Skipped {
  readonly kind: string;
  readonly reason: string;
  readonly count: number;
}

export interface ChartResult {
  readonly component: string;
  readonly name: string;
  readonly version: string;
  /** Helm repository, or OCI registry path that holds the chart. */
  readonly repository: string;
  /** `sha256:...` of the archive, where it is at hand. */
  readonly digest?: string;
  readonly rendered: boolean;
  /** Why it was not rendered. */
  readonly reason?: string;
  /** Number of objects that it renders. */
  readonly objects?: number;
  /** Version of the program, where the chart states it. */
  readonly appVersion?: string;
}

export interface ImageResult {
  /** As the objects name it. */
  readonly image: string;
  /** With registry, without tag: `docker.io/library/busybox`. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:...`, where the name holds one. */
  readonly digest?: string;
  /** Names of the components that run it. */
  readonly components: readonly string[];
}

export interface NamespaceSecurity {
  readonly namespace: string;
  /** What the namespace enforces; absent where it has no label and admits everything. */
  readonly level?: PodSecurityLevel;
  /** The strictest level that the rendered pods satisfy. */
  readonly needed: PodSecurityLevel;
  /** Number of objects that make pods. */
  readonly pods: number;
  /** Which pods keep it from a stricter level, and by what. */
  readonly because: readonly string[];
  /** Why the level is not `restricted`, in the words of the blueprints. */
  readonly reasons: readonly string[];
}

export type PodSecurityLevel = "restricted" | "baseline" | "privileged";

/** What Helm stores of a release, in bytes; a Secret holds 1 MiB. */
export interface ReleaseSize {
  /** Name of the component, or of the homelab for the umbrella chart. */
  readonly release: string;
  readonly bytes: number;
}

/** Cores as numbers, memory and disks in bytes. */
export interface Budget {
  /** What the scheduler has to give: the nodes without what is reserved for the system. */
  readonly allocatable: { readonly cpu: number; readonly memory: number };
  readonly requests: { readonly cpu: number; readonly memory: number };
  /** What pods may take at most, and how many pods have no such limit. */
  readonly limits: {
    readonly cpu: number;
    readonly memory: number;
    readonly withoutCpu: number;
    readonly withoutMemory: number;
  };
  /** Where nodes differ: what each architecture has, and what can run there only. */
  readonly architectures: readonly ArchitectureBudget[];
  readonly pods: number;
  /** Pods that the kubelets of all nodes accept. */
  readonly podLimit: number;
  readonly volumes: readonly VolumeBudget[];
  /** What each component asks for, the largest first. */
  readonly components: readonly ComponentBudget[];
}

export interface ArchitectureBudget {
  readonly arch: string;
  readonly nodes: number;
  readonly allocatable: { readonly cpu: number; readonly memory: number };
  readonly requests: { readonly cpu: number; readonly memory: number };
}

export interface VolumeBudget {
  readonly className: string;
  /** Sum of the volumes. */
  readonly bytes: number;
  /** Copies that the class keeps of each. */
  readonly copies: number;
  /** Room for all copies on the nodes' disks; absent where the volumes are elsewhere. */
  readonly capacity?: number;
}

export interface ComponentBudget {
  readonly component: string;
  readonly pods: number;
  readonly cpu: number;
  readonly memory: number;
  readonly volumes: number;
}

export interface StageTime {
  readonly stage: string;
  /** Milliseconds. */
  readonly ms: number;
}

/** Images by component, sorted, of those whose chart was rendered. */
export const imagesByComponent = ({
  charts,
  images,
}: Pick<BuildReport, "charts" | "images">): ReadonlyMap<string, readonly string[]> =>
  new Map(
    charts
      .filter(({ rendered }) => rendered)
      .map(({ component }) => [
        component,
        images
          .filter(({ components }) => components.includes(component))
          .map(({ image }) => image)
          .sort(),
      ]),
  );

export const NO_CHANGES: FileChanges = { added: [], changed: [], removed: [], unchanged: 0 };
export const NO_COVERAGE: Coverage = { objects: 0, validated: 0, skipped: [], sources: [] };
export const NO_REFERENCES: References = { resolved: 0, unproven: 0 };

/** The report of a job that has not begun. */
export const EMPTY_REPORT: BuildReport = {
  ok: false,
  diagnostics: [],
  files: NO_CHANGES,
  coverage: NO_COVERAGE,
  references: NO_REFERENCES,
  charts: [],
  images: [],
  podSecurity: [],
  releases: [],
  stages: [],
};
