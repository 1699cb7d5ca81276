import type { Json } from "../values/json.ts";

/** Version of the protocol between this client and engine/main.go; both sides must have the same. */
export const PROTOCOL = 1;

/** The closed set of failures. */
export type FailureCode =
  /** The archive is corrupt, too large, or no chart. */
  | "chart-archive"
  /** The values do not match the chart's values.schema.json; `faults` tells where. */
  | "chart-values"
  /** The chart does not support the Kubernetes version. */
  | "chart-kubernetes"
  /** A template of the chart failed; `file` and `line` are the chart's. */
  | "chart-render"
  /** A text is not YAML. */
  | "yaml"
  /** Schemas cannot be read, or were not registered. */
  | "schemas"
  /** A fault of the engine itself: a panic, a dead worker, a request it does not know. */
  | "panic"
  | "worker"
  | "timeout"
  | "protocol";

export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly faults?: readonly Fault[];
}

/** One violation of a schema. */
export interface Fault {
  /** JSON Pointer (RFC 6901) to the value; empty for the whole. */
  readonly pointer: string;
  readonly message: string;
  readonly keyword?: string;
}

export type Answer<T> = { readonly value: T } | { readonly error: Failure };

export interface ChartRequest {
  readonly op: "chart";
  readonly digest: string;
  /** Paths and texts of a chart that is not packed. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface ChartInfo {
  readonly name: string;
  readonly version: string;
  readonly appVersion: string;
  readonly kubeVersion: string;
  readonly deprecated: boolean;
  readonly hasSchema: boolean;
}

export interface RenderRequest {
  readonly op: "render";
  /** Digest of a chart that was loaded. */
  readonly chart: string;
  readonly releaseName: string;
  readonly namespace: string;
  readonly isUpgrade: boolean;
  /** As `v1.36.3`. */
  readonly kubernetesVersion: string;
  /** `group/version` and `group/version/Kind`. */
  readonly apiVersions: readonly string[];
  /** YAML or JSON text of a map. */
  readonly values: string;
  /** Name under which the worker keeps the objects for `crds` and `validate`. */
  readonly keep: string;
  /** Whether the objects themselves are wanted, not their identities only. */
  readonly contents: boolean;
  /**
   * The only templates to render (`templates/web.yaml`), beside those that others include. The values are judged by the
   * chart's schema all the same. A part has no release and no size.
   */
  readonly templates?: readonly string[];
}

export interface RenderedObject {
  readonly source: string;
  readonly index: number;
  readonly role: "object" | "hook" | "test" | "crd";
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly content?: Json;
}

export interface Rendered {
  readonly objects: readonly RenderedObject[];
  /** `sha256:...` of the rendered text. */
  readonly digest: string;
  /** Bytes of the release Secret's content; 0 for a part of a chart. */
  readonly releaseBytes: number;
  /** For a part of a chart: the share of each template (`<chart>/templates/web.yaml`) in the release's manifest. */
  readonly texts?: Readonly<Record<string, string>>;
}

export interface CrdsRequest {
  readonly op: "crds";
  readonly kept: string;
}

/** A custom resource's definition without prose, the form of schemas/crds. */
export interface CrdSchema {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: string;
  readonly versions: readonly { readonly name: string; readonly schema: Json }[];
}

export interface SchemasRequest {
  readonly op: "schemas";
  /** Name of the set: a digest of its packs. */
  readonly key: string;
  /** For each pack what is in it: `apiVersion/Kind`, or all of an `apiVersion`. Others are unpacked at once. */
  readonly offers?: readonly (readonly string[])[];
  /** `apiVersion/Kind` of what will be validated: their schemas are compiled at once. */
  readonly kinds?: readonly string[];
}

export interface ValidateRequest {
  readonly op: "validate";
  readonly schemas: string;
  readonly files?: readonly { readonly name: string; readonly text: string }[];
  readonly kept?: string;
  /** Where the objects name images beside the containers of pods. */
  readonly images?: ImageSources;
}

export interface ImageSources {
  /** Fields of custom resources: `group/Kind`, and a dotted path with `[]` for each item of a list. */
  readonly fields?: readonly { readonly kind: string; readonly path: string }[];
  /** Options of programs in pods: `--solver-image`. */
  readonly arguments?: readonly string[];
  /** Environment variables of containers. */
  readonly variables?: readonly string[];
}

/** What was found of one object. */
export interface Verdict {
  readonly source: string;
  /** Number of the document in its file. */
  readonly index: number;
  readonly role: RenderedObject["role"];
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** Whether the kind is namespaced; absent where no schema tells. */
  readonly namespaced?: boolean;
  readonly status: "valid" | "invalid" | "skipped";
  /** Where the schema came from. */
  readonly schema?: string;
  readonly faults?: readonly Fault[];
  readonly workload?: Workload;
  /** What a CRD says about a version that goes away. */
  readonly deprecated?: string;
  /** Of the pods that the object makes. */
  readonly security?: PodSecurity;
  readonly images?: readonly ImageUse[];
}

/** The strictest level of the Pod Security Standards that pods satisfy. */
export interface PodSecurity {
  readonly level: "restricted" | "baseline" | "privileged";
  /** The rules of `baseline` that they break, and who breaks them; and those that `restricted` adds. */
  readonly baseline?: readonly string[];
  readonly restricted?: readonly string[];
}

/** An image that an object names, and the JSON Pointer to it. */
export interface ImageUse {
  readonly image: string;
  readonly pointer: string;
}

/** What an object asks of the nodes. Jobs are left out: they come and go. */
export interface Workload {
  /** Number of pods; of a DaemonSet there is one on each node. */
  readonly copies: number;
  readonly perNode?: boolean;
  /** Thousandths of a core that one pod requests. */
  readonly cpu: number;
  /** Bytes that one pod requests. */
  readonly memory: number;
  /** Thousandths of a core, and bytes; absent where a container has no limit. */
  readonly cpuLimit?: number;
  readonly memoryLimit?: number;
  /** Those of the nodes that it can be scheduled to; absent where it runs on any. */
  readonly architectures?: readonly string[];
  readonly volumes?: readonly VolumeDemand[];
}

/** A PersistentVolumeClaim, or the template of one for each copy. */
export interface VolumeDemand {
  readonly bytes: number;
  /** StorageClass; the default one where absent. */
  readonly class?: string;
  readonly copies: number;
}

export type Request =
  | ChartRequest
  | RenderRequest
  | CrdsRequest
  | SchemasRequest
  | ValidateRequest
  /** Runs what a first render would otherwise be the first to run. */
  | { readonly op: "warm" }
  | { readonly op: "panic" };
