import type { RenderedObject } from "../../engine/protocol.ts";
import type { Path } from "../../values/json.ts";

/** Belongs to the keys under which facts are kept: raise it where the same object gives other facts. */
export const FACTS = "facts 3";

/** Who an object is: versions of a group are one object. */
export interface Identity {
  /** API group; empty for Kubernetes' core. */
  readonly group: string;
  readonly kind: string;
  /** Absent where the kind is cluster-wide. */
  readonly namespace?: string;
  readonly name: string;
}

export type Labels = Readonly<Record<string, string>>;

/** What references need to know of one object: taken once where it is judged, and kept with the verdict. */
export interface Facts extends Identity {
  readonly apiVersion: string;
  readonly source: string;
  /** Number of the document in its file. */
  readonly index: number;
  readonly role: RenderedObject["role"];
  /** Data goes with it when its release goes. */
  readonly losesData?: true;
  readonly labels?: Labels;
  /** What others refer to inside of it: keys of a Secret or ConfigMap, ports of a Service by number and name. */
  readonly parts?: readonly string[];
  readonly pods?: Pods;
  /** What a controller makes of it at run time. */
  readonly makes?: readonly Made[];
  readonly refers?: readonly Reference[];
  readonly selects?: readonly Selection[];
  readonly listeners?: readonly Listener[];
  readonly route?: Route;
  /** Who a ReferenceGrant lets in. */
  readonly grants?: readonly Grant[];
  /** What it waits for before it is applied, and the folder that it applies: Flux' HelmRelease and Kustomization, Argo CD's Application. */
  readonly step?: Step;
}

/** The pods of a workload. */
export interface Pods {
  readonly labels: Labels;
  /** Names of their ports. */
  readonly ports: readonly string[];
}

export interface Made extends Identity {
  readonly parts?: readonly string[];
  /** The namespace is that of the release which brings this API group: where its controller looks. */
  readonly beside?: string;
}

/** What goes wrong while the target is missing: the cluster refuses or hangs, or something has no effect. */
export type Weight = "fails" | "idles";

export interface Reference extends Identity {
  /** Where in the object it stands. */
  readonly path: Path;
  readonly weight: Weight;
  readonly part?: string;
  /** Where the part stands, if not at `path`. */
  readonly partPath?: Path;
  /** As in `Made`. */
  readonly beside?: string;
  /** The pods of the object do not start without it. */
  readonly holdsUp?: true;
}

/** A selector of labels. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
export interface Selector {
  readonly labels: Labels;
  readonly expressions?: readonly Expression[];
}

export interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** Names of namespaces, a selector of them, or all. */
export type Namespaces = readonly string[] | Selector | "all";

export interface Selection {
  readonly path: Path;
  readonly of: "pods" | "services";
  readonly namespaces: Namespaces;
  readonly selector: Selector;
  /** Ports, by name, that what is selected must have, and where each is named. */
  readonly ports?: readonly { readonly path: Path; readonly name: string }[];
}

/** A listener of a Gateway. https://gateway-api.sigs.k8s.io/reference/spec/#listener */
export interface Listener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname?: string;
  readonly from: "Same" | "All" | "None" | Selector;
  /** Kinds of routes, where it names them. */
  readonly kinds?: readonly string[];
}

/** What a route wants of its Gateways. */
export interface Route {
  readonly hostnames: readonly { readonly path: Path; readonly name: string }[];
  readonly parents: readonly Parent[];
}

export interface Parent {
  readonly path: Path;
  readonly namespace: string;
  readonly name: string;
  readonly section?: string;
  readonly port?: number;
}

export interface Grant {
  readonly from: { readonly group: string; readonly kind: string; readonly namespace: string };
  readonly to: { readonly group: string; readonly kind: string; readonly name?: string };
}

export interface Step {
  readonly dependsOn: readonly (Identity & { readonly path: Path })[];
  /** Path in the repository of what a Kustomization or Application applies; absent for the release of a chart. */
  readonly folder?: string;
}

/** `Kind` with its group, as maps know it. */
export const kindOf = ({ group, kind }: Pick<Identity, "group" | "kind">): string => `${group}/${kind}`;

/** One text for one object. */
export const keyOf = (identity: Identity): string =>
  `${kindOf(identity)} ${identity.namespace ?? ""}/${identity.name}`;
