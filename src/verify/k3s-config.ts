import { k3sConfig } from "../assemble/k3s/contributed.ts";
import { isFor } from "../assemble/nodes/concerns.ts";
import { serversOf } from "../assemble/nodes/servers.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { Contribution, Plan } from "../plan/model.ts";
import { type PackageFiles, readPackageJson } from "../schema/package-files.ts";
import { getAt, isArray, isObject, type Json } from "../values/json.ts";
import { k3sKeyUnknown, k3sServersDiffer, k3sValueWrong } from "./k3s-messages.ts";

type Command = "server" | "agent";

/** A flag of K3s: schemas/k3s, made by scripts/pack/k3s.ts from K3s' own source. */
interface Flag {
  readonly type: "bool" | "int" | "duration" | "string" | "strings";
  readonly commands: readonly Command[];
  readonly values?: readonly Json[];
  readonly sameOnServers?: true | readonly string[];
}

type Flags = ReadonlyMap<string, Flag>;

/**
 * What K3s would not say of its config.yaml, or too late: a server skips a key that it does not know with a warning, an
 * agent does not start, and a server whose settings differ from the others' in what all must share does not join.
 * https://docs.k3s.io/cli/server#critical-configuration-values
 */
export function k3sFaults(plan: Plan, files: PackageFiles): readonly Diagnostic[] {
  if (plan.homelab.kubernetes.distribution !== "k3s") return [];
  const { flags } = readPackageJson(files, `schemas/k3s/v1.${plan.facts.kubernetesMinor}.json`);
  const known: Flags = new Map(Object.entries(flags as unknown as Record<string, Flag>));
  const faults = plan.contributions.K3sConfig.flatMap((contribution) => keyFaults(plan, contribution, known));
  // A misspelt key would be told of again, as one that differs.
  return faults.length > 0 ? faults : serverFaults(plan, known);
}

function keyFaults(plan: Plan, contribution: Contribution, known: Flags): readonly Diagnostic[] {
  const config = getAt(contribution.value.value, ["config"]);
  const nodes = plan.homelab.nodes.filter((node) => isFor(contribution, node));
  const roles = [...new Set(nodes.map(({ role }) => role))];
  return Object.entries(isObject(config) ? config : {}).flatMap(([written, value]) => {
    const key = written.replace(/\+$/, "");
    const origin = contribution.value.originOf(["config", written]);
    const flag = known.get(key);
    const without = roles.find((role) => flag?.commands.includes(role) !== true);
    if (flag === undefined)
      return [k3sKeyUnknown(origin, contribution.component, key, undefined, nearest(key, known.keys()))];
    if (without !== undefined)
      return [k3sKeyUnknown(origin, contribution.component, key, without, undefined)];
    const wanted = expected(flag, value);
    return wanted === undefined ? [] : [k3sValueWrong(origin, contribution.component, key, wanted)];
  });
}

/** What the flag takes, in words, where it does not take this. */
function expected({ type, values }: Flag, value: Json): string | undefined {
  const items = isArray(value) ? value : [value];
  if (isArray(value) && type !== "strings") return "one value";
  if (items.some((item) => item === null || typeof item === "object")) return "texts";
  if (type === "bool" && !/^(true|false)$/.test(String(value))) return "`true` or `false`";
  if (type === "int" && !/^-?\d+$/.test(String(value))) return "a whole number";
  if (type === "duration" && !/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(String(value)))
    return "a duration such as `5m0s`";
  return values === undefined || items.every((item) => values.includes(item))
    ? undefined
    : `of ${values.map((one) => `\`${String(one)}\``).join(", ")}`;
}

function serverFaults(plan: Plan, known: Flags): readonly Diagnostic[] {
  const [first, ...others] = serversOf(plan).map((node) => ({ node, config: k3sConfig(plan, node).value }));
  if (first === undefined) return [];
  return [...known].flatMap(([key, { sameOnServers }]) => {
    if (sameOnServers === undefined) return [];
    const shared = (value: Json | undefined): Json =>
      sameOnServers === true
        ? (value ?? null)
        : sameOnServers.filter((item) => [value].flat().includes(item));
    const wanted = JSON.stringify(shared(first.config[key]));
    const other = others.find(({ config }) => JSON.stringify(shared(config[key])) !== wanted);
    if (other === undefined) return [];
    const asked = plan.contributions.K3sConfig.find(
      ({ value }) => getAt(value.value, ["config", key]) !== undefined,
    );
    return [k3sServersDiffer(asked?.value.originOf(["config", key]), key, first.node.name, other.node.name)];
  });
}
