import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";

/** The servers in the order of homelab.yaml; the first one founds the cluster. */
export const serversOf = (plan: Plan): readonly Node[] =>
  plan.homelab.nodes.filter(({ role }) => role === "server");

export const isFounder = (plan: Plan, node: Node): boolean => serversOf(plan)[0]?.name === node.name;

/** The address of the second family, where the node has one. */
export const secondOf = ({ ipv6 }: Node): readonly string[] => (ipv6 === undefined ? [] : [ipv6]);
