import type { Node } from "../../generated/homelab.ts";

/** Single-board computers are the arm64 machines of a homelab. */
export const isBoard = (node: Pick<Node, "arch">): boolean => node.arch === "arm64";

/** Everything is on the card that the board starts from, which wears out by being written to. */
export const onCard = (node: Pick<Node, "arch" | "dataDisk">): boolean =>
  isBoard(node) && node.dataDisk === undefined;
