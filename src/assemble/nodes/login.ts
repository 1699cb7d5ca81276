import type { Node } from "../../generated/homelab.ts";
import type { Plan } from "../../plan/model.ts";
import { word } from "../readme/markdown.ts";

/** `ubuntu@192.168.178.31`, as a word of a shell. */
export const loginOf = ({ facts }: Plan, { address }: Pick<Node, "address">): string =>
  word(`${facts.sshUser}@${address}`);

export const loginsOf = (plan: Plan, nodes: readonly Node[]): string =>
  nodes.map((node) => loginOf(plan, node)).join(" ");
