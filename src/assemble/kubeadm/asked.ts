import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import { getAt, isArray, isObject, type Json } from "../../values/json.ts";
import { sortedEntries } from "../../values/sorted.ts";
import { Agreement } from "../nodes/agreement.ts";
import { isFor } from "../nodes/concerns.ts";
import { type Ask, ownedByCore } from "../nodes/messages.ts";
import { isFounder, serversOf } from "../nodes/servers.ts";
import { notInKubeadm } from "./messages.ts";

/** A program of the control plane, or the kubelet, by the key of K3s that gives it arguments. */
const PROGRAMS = {
  "kube-apiserver-arg": "apiServer",
  "kube-controller-manager-arg": "controllerManager",
  "kube-scheduler-arg": "scheduler",
  "etcd-arg": "etcd",
  "kubelet-arg": "kubelet",
} as const;

export type Program = (typeof PROGRAMS)[keyof typeof PROGRAMS];

/** Parts of K3s that kubeadm does not bring: nothing is there to be switched off, or to be told how it works. */
const PARTS_OF_K3S: ReadonlySet<string> = new Set([
  "cluster-init",
  "disable",
  "disable-cloud-controller",
  "disable-helm-controller",
  "disable-network-policy",
  "embedded-registry",
  "flannel-backend",
  "flannel-ipv6-masq",
]);

/** What components ask of the control plane and the kubelets, in kubeadm's terms. */
export interface Asked {
  /** Arguments by program, sorted; later ones of the same name are further values. */
  readonly args: Readonly<Record<Program, readonly (readonly [name: string, value: string])[]>>;
  /** False where the pod network takes kube-proxy's place. */
  readonly kubeProxy: boolean;
  readonly etcdMetrics: boolean;
  readonly labels: readonly string[];
  readonly taints: readonly string[];
}

/**
 * Translates what components contribute for K3s (`K3sConfig`). Arguments of Kubernetes' own programs mean the same with
 * both; what has no meaning with kubeadm is E_DISTRIBUTION.
 * @param own arguments that k8sgen sets, which nobody else may
 */
export function askedOf(
  plan: Plan,
  node: Node,
  own: Readonly<Partial<Record<Program, readonly string[]>>>,
): { readonly value: Asked; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const switches = new Agreement(diagnostics, (key) => `\`${key}\``);
  const found = new Map<Program, Set<string>>(Object.values(PROGRAMS).map((name) => [name, new Set()]));
  const lists = { "node-label": new Set<string>(), "node-taint": new Set<string>() };
  for (const contribution of plan.contributions.K3sConfig) {
    if (!isFor(contribution, node)) continue;
    const config = getAt(contribution.value.value, ["config"]);
    for (const [written, value] of Object.entries(isObject(config) ? config : {})) {
      const key = written.replace(/\+$/, "");
      const origin = contribution.value.originOf(["config", written]);
      const ask: Ask = { component: contribution.component, value, origin };
      if (isProgram(key)) {
        const program = PROGRAMS[key];
        for (const argument of textsOf(value)) {
          const name = nameOf(argument);
          if (own[program]?.includes(name) === true)
            diagnostics.push(
              ownedByCore(`\`--${name}\``, { ...ask, value: argument }, "leave the argument out"),
            );
          else found.get(program)?.add(argument.replace(/^--/, ""));
        }
      } else if (key === "node-label" || key === "node-taint")
        for (const item of textsOf(value)) lists[key].add(item);
      else if (key === "disable-kube-proxy" || key === "etcd-expose-metrics") switches.ask(key, ask);
      else if (!PARTS_OF_K3S.has(key)) diagnostics.push(notInKubeadm(key, ask));
    }
  }
  const isOn = (key: string): boolean =>
    switches.values().some(([name, value]) => name === key && String(value) === "true");
  const args = Object.fromEntries(
    sortedEntries(found).map(([program, items]) => [
      program,
      [...items].sort().map((argument) => [nameOf(argument), argument.slice(nameOf(argument).length + 1)]),
    ]),
  ) as unknown as Asked["args"];
  return {
    value: {
      args,
      kubeProxy: !isOn("disable-kube-proxy"),
      etcdMetrics: isOn("etcd-expose-metrics"),
      labels: [...lists["node-label"]].sort(),
      taints: [...lists["node-taint"]].sort(),
    },
    diagnostics,
  };
}

/** Whether kube-proxy runs: it is the same on all nodes, and the first server is told. */
export function runsKubeProxy(plan: Plan): boolean {
  const founder = serversOf(plan).find((node) => isFounder(plan, node));
  return founder === undefined || askedOf(plan, founder, {}).value.kubeProxy;
}

const isProgram = (key: string): key is keyof typeof PROGRAMS => Object.hasOwn(PROGRAMS, key);

const textsOf = (value: Json): readonly string[] => (isArray(value) ? value : [value]).map(String);

const nameOf = (argument: string): string => argument.replace(/^--/, "").split("=", 1)[0] ?? "";
