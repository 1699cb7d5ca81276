import type { Node } from "../../generated/homelab.ts";
import type { Contribution } from "../../plan/model.ts";
import { getAt, isArray } from "../../values/json.ts";

/** A contribution without roles is for every node. */
export const concerns = ({ value }: Contribution, role: Node["role"]): boolean => {
  const roles = getAt(value.value, ["roles"]);
  return !isArray(roles) || roles.includes(role);
};

/** Whether a contribution is for a node, by its role and its name. */
export const isFor = (contribution: Contribution, { name, role }: Node): boolean => {
  const nodes = getAt(contribution.value.value, ["nodes"]);
  return concerns(contribution, role) && (!isArray(nodes) || nodes.includes(name));
};
