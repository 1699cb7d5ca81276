import { isEverywhere } from "./given.ts";
import { type Facts, type Identity, keyOf, type Labels, type Namespaces, type Pods } from "./model.ts";
import { matches } from "./selector.ts";

/** What is known to be there, of one identity. */
interface Known {
  /** Keys or ports; undefined where they are not to be seen. */
  readonly parts: ReadonlySet<string> | undefined;
}

/** What was found of a reference's target. `unproven`: a chart that is not at hand may bring it. */
export type Presence = Known | "missing" | "unproven";

/** A Service, as monitors select it. */
export interface KnownService {
  readonly labels: Labels;
  readonly parts: readonly string[];
}

export type Subject = Pick<
  Facts,
  "group" | "kind" | "namespace" | "name" | "labels" | "parts" | "pods" | "makes"
>;

/** Everything that the cluster will hold, as references and selectors look for it. */
export class World {
  readonly #known = new Map<string, Known>();
  readonly #pods = new Map<string, Pods[]>();
  readonly #services = new Map<string, KnownService[]>();
  readonly #namespaces = new Map<string, Labels>();
  readonly #open: ReadonlySet<string>;
  readonly #home: (group: string) => string | undefined;

  /**
   * @param open namespaces of releases whose charts are not at hand
   * @param home the namespace of the release that brings an API group
   */
  constructor(open: ReadonlySet<string>, home: (group: string) => string | undefined) {
    this.#open = open;
    this.#home = home;
  }

  add(subject: Subject): void {
    const { group, kind, namespace = "", name, labels = {}, parts, pods, makes = [] } = subject;
    this.#note(subject, parts);
    for (const { beside, ...made } of makes) this.#note(this.at({ ...made, beside }), made.parts);
    if (pods !== undefined) push(this.#pods, namespace, pods);
    if (group !== "") return;
    if (kind === "Service") push(this.#services, namespace, { labels, parts: parts ?? [] });
    // Kubernetes labels each namespace with its name.
    if (kind === "Namespace") this.#namespaces.set(name, { "kubernetes.io/metadata.name": name, ...labels });
  }

  /** An identity whose namespace is told by the API group of its controller. */
  at({ beside, ...identity }: Identity & { readonly beside?: string | undefined }): Identity {
    const namespace = beside === undefined ? identity.namespace : this.#home(beside);
    return namespace === undefined ? identity : { ...identity, namespace };
  }

  find(identity: Identity): Presence {
    if (isEverywhere(identity)) return { parts: undefined };
    const known = this.#known.get(keyOf(identity));
    if (known !== undefined) return known;
    return this.isOpen(identity.namespace) ? "unproven" : "missing";
  }

  /** Whether a chart that is not at hand may bring something into a namespace, or cluster-wide. */
  isOpen(namespace: string | undefined): boolean {
    return namespace === undefined ? this.#open.size > 0 : this.#open.has(namespace);
  }

  /** The names of the namespaces that are meant. */
  namespaces(among: Namespaces): readonly string[] {
    if (among === "all") return [...this.#namespaces.keys()];
    if (!("labels" in among)) return among;
    return [...this.#namespaces].flatMap(([name, labels]) => (matches(among, labels) ? [name] : []));
  }

  labelsOf(namespace: string): Labels {
    return this.#namespaces.get(namespace) ?? {};
  }

  pods(namespace: string): readonly Pods[] {
    return this.#pods.get(namespace) ?? [];
  }

  services(namespace: string): readonly KnownService[] {
    return this.#services.get(namespace) ?? [];
  }

  /** One object may be told twice, as a Secret in two contributions: then it has the keys of both. */
  #note(identity: Identity, parts: readonly string[] | undefined): void {
    const key = keyOf(identity);
    const before = this.#known.get(key);
    const isUnseen =
      parts === undefined || parts.length === 0 || (before !== undefined && before.parts === undefined);
    this.#known.set(key, { parts: isUnseen ? undefined : new Set([...(before?.parts ?? []), ...parts]) });
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
