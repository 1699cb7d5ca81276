import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Node } from "../../generated/homelab.ts";
import type { Contribution, Plan } from "../../plan/model.ts";
import { getAt, isArray, isObject, type Json, type JsonObject } from "../../values/json.ts";
import { sortedEntries } from "../../values/sorted.ts";
import { Agreement } from "../nodes/agreement.ts";
import { isFor } from "../nodes/concerns.ts";
import { type Ask, ownedByCore } from "../nodes/messages.ts";
import { isFounder } from "../nodes/servers.ts";
import { nodeSettings } from "../nodes/settings.ts";
import { coreConfig } from "./config.ts";
import { secretInConfig } from "./messages.ts";
import { isOwnFile } from "./paths.ts";

/** Keys that other files of the output rely on. */
const RESERVED: ReadonlySet<string> = new Set([
  "cluster-dns",
  "cluster-reset",
  "cluster-reset-restore-path",
  "config",
  "data-dir",
  "node-ip",
  "node-name",
  "private-registry",
  "server",
]);

/** Keys that hold a secret. Each has a sibling that names a file or a Secret instead. */
const SECRETS: ReadonlySet<string> = new Set([
  "agent-token",
  "datastore-endpoint",
  "etcd-s3-access-key",
  "etcd-s3-secret-key",
  "etcd-s3-session-token",
  "token",
  "vpn-auth",
]);

/** Keys that K3s reads as lists even where one string stands there. */
const isList = (key: string): boolean =>
  key.endsWith("-arg") || ["disable", "node-label", "node-taint", "tls-san"].includes(key);

/** The whole config.yaml of a node: k8sgen's part, joined with what components contribute. */
export function k3sConfig(
  plan: Plan,
  node: Node,
): { readonly value: JsonObject; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const core = coreConfig(plan, node);
  const lists = new Map<string, Set<Json>>();
  const scalars = new Agreement(diagnostics, (key) => `K3s' \`${key}\``);
  for (const contribution of plan.contributions.K3sConfig) {
    if (!isFor(contribution, node)) continue;
    for (const [key, ask] of asks(contribution)) {
      // Only the founder inits the cluster, whoever wants it to be initialised.
      if (key === "cluster-init" && !isFounder(plan, node)) continue;
      const fault = refused(key, ask, core);
      if (fault !== undefined) diagnostics.push(fault);
      else if (isList(key) || isArray(ask.value) || lists.has(key)) {
        const items = lists.get(key) ?? new Set();
        for (const item of isArray(ask.value) ? ask.value : [ask.value]) items.add(item);
        lists.set(key, items);
      } else scalars.ask(key, ask);
    }
  }
  const value: Record<string, Json> = { ...core };
  for (const [key, scalar] of scalars.values()) value[key] = scalar;
  for (const [key, items] of sortedEntries(lists)) value[key] = joined(core[key], items);
  return { value, diagnostics };
}

/** What the operating system of the nodes of a role must have; K3s itself needs nothing. */
export const k3sSettings = (plan: Plan, role: Node["role"]): ReturnType<typeof nodeSettings> =>
  nodeSettings(plan, role, { packages: [], modules: [], sysctl: {}, isOwnFile });

function asks({ component, value }: Contribution): readonly (readonly [string, Ask])[] {
  const config = getAt(value.value, ["config"]);
  return Object.entries(isObject(config) ? config : {}).map(([key, wanted]) => [
    // `disable+` adds to the same key of other files; here all is one file.
    key.replace(/\+$/, ""),
    { component, value: wanted, origin: value.originOf(["config", key]) },
  ]);
}

function refused(key: string, ask: Ask, core: JsonObject): Diagnostic | undefined {
  const set = core[key];
  if (SECRETS.has(key)) return secretInConfig(key, ask);
  if (key === "kubelet-arg" && [ask.value].flat().some((arg) => /^(--)?config(-dir)?=/.test(String(arg))))
    return ownedByCore("the kubelet's configuration file", ask, "give the setting as an argument of its own");
  const isOwned = RESERVED.has(key) || (set !== undefined && !isList(key));
  if (!isOwned || set === ask.value) return undefined;
  const hint =
    set === undefined ? "leave the key out" : `k8sgen sets ${JSON.stringify(set)}; leave the key out`;
  return ownedByCore(`K3s' \`${key}\``, ask, hint);
}

/** k8sgen's own items first; the contributed ones sorted, so that they do not depend on the order of components. */
function joined(own: Json | undefined, contributed: ReadonlySet<Json>): readonly Json[] {
  const first = isArray(own) ? own : [];
  const more = [...contributed].filter((item) => !first.includes(item));
  return [...first, ...more.sort((a, b) => (String(a) < String(b) ? -1 : 1))];
}
