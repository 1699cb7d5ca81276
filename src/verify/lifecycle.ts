import { k3sConfig } from "../assemble/k3s/contributed.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/model.ts";
import { type PackageFiles, readPackageJson } from "../schema/package-files.ts";
import { groupBy } from "../values/group.ts";
import { apiDeprecated, apiNotServed } from "./fact-messages.ts";
import { type Observed, told } from "./observed.ts";

/** When a version of Kubernetes' API is deprecated and removed: `1.25`. */
export interface Lifecycle {
  readonly deprecated: string;
  readonly removed?: string;
  /** `apps/v1 Deployment`. */
  readonly replacement?: string;
}

/** What is known of the API of a Kubernetes version. */
export interface ApiFacts {
  readonly minor: number;
  /** `group/version/Kind` of Kubernetes' own kinds that the API server serves by default. */
  readonly served: ReadonlySet<string>;
  /** By `group/version/Kind`, of every release: schemas/kubernetes/lifecycle.json, made by scripts/pack. */
  readonly lifecycles: ReadonlyMap<string, Lifecycle>;
}

export function apiFacts(files: PackageFiles, minor: number, served: readonly string[]): ApiFacts {
  const { kinds } = readPackageJson(files, "schemas/kubernetes/lifecycle.json");
  return {
    minor,
    served: new Set(served),
    lifecycles: new Map(Object.entries(kinds as unknown as Record<string, Lifecycle>)),
  };
}

const groupOf = (kind: string): string => (kind.split("/").length === 2 ? "" : (kind.split("/")[0] ?? ""));
const minorOf = (release: string | undefined): number => Number(release?.split(".")[1] ?? Infinity);

/** True for a kind of Kubernetes that the API server does not serve by default: it is gone, or a preview. */
export const isWithheld = ({ served, lifecycles }: ApiFacts, kind: string): boolean =>
  !served.has(kind) &&
  (lifecycles.has(kind) || (isOwn(served, kind) && /v\d+(alpha|beta)\d+\/\w+$/.test(kind)));

/** True for a kind of Kubernetes' own groups. */
const isOwn = (served: ReadonlySet<string>, kind: string): boolean =>
  [...served].some((known) => groupOf(known) === groupOf(kind));

/** Kinds that the API server does not serve, and those that are about to go; once for each component and kind. */
export function apiFaults(plan: Plan, observed: readonly Observed[], api: ApiFacts): readonly Diagnostic[] {
  const byKind = groupBy(
    observed,
    ({ component = "", verdict }) => `${component} ${verdict.apiVersion}/${verdict.kind}`,
  );
  return [...byKind.values()].flatMap((objects): readonly Diagnostic[] => {
    const [first] = objects;
    if (first === undefined) return [];
    const { apiVersion, kind, deprecated } = first.verdict;
    const name = `${apiVersion}/${kind}`;
    const lifecycle = api.lifecycles.get(name);
    // Finding a place may parse a file, so that only a fault asks for it.
    const place = () => first.place("/apiVersion");
    // Of an object that k8sgen wrote, validation tells that there is no such kind.
    const isUnknown = first.isRendered && !api.served.has(name) && isOwn(api.served, name);
    if ((isUnknown || isWithheld(api, name)) && !isEnabled(plan, apiVersion))
      return [
        apiNotServed(place(), told(first), `${apiVersion} ${kind}`, api.minor, {
          ...(lifecycle?.replacement === undefined ? {} : { replacement: lifecycle.replacement }),
          ...(minorOf(lifecycle?.removed) <= api.minor ? { removed: lifecycle?.removed ?? "" } : {}),
        }),
      ];
    if (lifecycle !== undefined && minorOf(lifecycle.deprecated) <= api.minor + 1)
      return [apiDeprecated(place(), told(first), prose(`${apiVersion} ${kind}`, lifecycle))];
    return deprecated === undefined ? [] : [apiDeprecated(place(), told(first), deprecated)];
  });
}

const prose = (kind: string, { deprecated, removed, replacement }: Lifecycle): string =>
  `${kind} is deprecated from Kubernetes ${deprecated} on${removed === undefined ? "" : `, and gone from ${removed} on`}${replacement === undefined ? "" : `; use ${replacement}`}`;

/** True where the API servers are told to serve more: `runtime-config=<group/version>=true`. */
const isEnabled = (plan: Plan, apiVersion: string): boolean =>
  plan.homelab.nodes.some((node) =>
    [k3sConfig(plan, node).value["kube-apiserver-arg"] ?? []]
      .flat()
      .map(String)
      .some((argument) => /^(--)?runtime-config=/.test(argument) && argument.includes(apiVersion)),
  );
