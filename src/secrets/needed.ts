import type { SecretContribution, SecretKey } from "../generated/contract.ts";
import type { Plan } from "../plan/model.ts";
import { sortedEntries } from "../values/sorted.ts";

/** A Secret that the plan needs: the contributions to one name, joined. */
export interface NeededSecret {
  readonly namespace: string;
  readonly name: string;
  /** Why, and which component says so; in the order of the components. */
  readonly reasons: readonly { readonly component: string; readonly reason: string }[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly keys: readonly SecretKey[];
  /** Its type, where a component insists on one; Kubernetes never changes it. */
  readonly type?: NonNullable<SecretContribution["type"]>;
}

/** `<namespace>/<name>`, as people and messages name a Secret. */
export const idOf = ({ namespace, name }: Pick<NeededSecret, "namespace" | "name">): string =>
  `${namespace}/${name}`;

/** The Secrets of a plan, sorted by namespace and name. Two contributions to one Secret are one with the keys of both. */
export function neededSecrets(plan: Plan): readonly NeededSecret[] {
  const merged = new Map<string, NeededSecret>();
  for (const { component, value } of plan.contributions.Secret) {
    const { namespace, name, reason, labels, keys, ...more } = value.value as unknown as SecretContribution;
    const id = idOf({ namespace, name });
    const before = merged.get(id);
    const known = before?.keys ?? [];
    const type = before?.type ?? more.type;
    merged.set(id, {
      namespace,
      name,
      reasons: [...(before?.reasons ?? []), { component, reason }],
      labels: { ...before?.labels, ...labels },
      keys: [...known, ...keys.filter((key) => !known.some((other) => other.name === key.name))],
      ...(type === undefined ? {} : { type }),
    });
  }
  return sortedEntries(merged).map(([, secret]) => secret);
}

/** Where the content of a key comes from. */
export type KeySource = "known" | "generated" | "asked for";

export const sourceOf = ({ value, generate }: SecretKey): KeySource =>
  value !== undefined ? "known" : generate !== undefined ? "generated" : "asked for";
