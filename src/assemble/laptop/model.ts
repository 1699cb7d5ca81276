import type { Node } from "../../generated/homelab.ts";
import type { Laptop } from "../../laptop/model.ts";
import type { Plan } from "../../plan/model.ts";
import type { Step } from "../engines/model.ts";
import type { FileTree } from "../tree.ts";

/** Folder of the laptop's own files in the output. */
export const LAPTOP = "laptop";

/** The plan of a homelab for a laptop. */
export type LaptopPlan = Plan & { readonly laptop: Laptop };

/** What differs from one program to the other. */
export interface Guest {
  /** What has to be installed, in Markdown. */
  readonly tool: string;
  /** Adds the files that the program reads. */
  addFiles(tree: FileTree, plan: LaptopPlan): void;
  /** From nothing to a cluster that `kubectl` reaches. */
  steps(plan: LaptopPlan): readonly Step[];
  /** A shell command that runs a line of shell as root on a node; the line holds no single quote. */
  asRoot(plan: LaptopPlan, node: Node, line: string): string;
  /** Files of a node that the names of pages are to be written into; none where the nodes know them already. */
  readonly hostsFiles: readonly string[];
  /** How the laptop's own browser reaches an address of the cluster's network. */
  open(plan: LaptopPlan): string;
  /** Commands that take everything away. */
  remove(plan: LaptopPlan): readonly string[];
}

/** Name of a node among all machines of the laptop. */
export const machineOf = ({ homelab }: Plan, node: Pick<Node, "name">): string =>
  `${homelab.metadata.name}-${node.name}`;

export const isLaptop = (plan: Plan): plan is LaptopPlan => plan.laptop !== undefined;
