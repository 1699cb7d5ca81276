import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ExpandedComponent } from "../../expand/model.ts";
import type { Plan } from "../../plan/model.ts";
import type { DeliveryEngine, Step } from "../engines/model.ts";
import type { FileTree } from "../tree.ts";

/** What differs from one way of making a cluster of the nodes to another; all else of the output is the same with each. */
export interface Distribution {
  /** Its name for people. */
  readonly title: string;
  /** Folder of the nodes' files in the output; also that of what the cluster starts with. */
  readonly folder: string;
  /** Writes the folder. Contributions that contradict each other, or that it cannot follow, are diagnostics. */
  readonly addNodes: (
    tree: FileTree,
    plan: Plan,
    components: readonly ExpandedComponent[],
  ) => readonly Diagnostic[];
  /** Writes what brings running nodes in line with that folder. */
  readonly addPlay: (tree: FileTree, plan: Plan) => void;
  readonly readme: DistributionText;
}

/** What the README of the output says of the distribution. */
export interface DistributionText {
  /** Items of the list of tools, beside those of the engine. */
  readonly tools: (components: readonly ExpandedComponent[]) => readonly string[];
  /** From flashed cards to a cluster that an engine can take over. */
  readonly steps: (
    engine: DeliveryEngine,
    plan: Plan,
    components: readonly ExpandedComponent[],
  ) => readonly Step[];
  /** Lines of the section about changes. */
  readonly later: (plan: Plan) => readonly string[];
  /** How the state of the control plane is kept and comes back, where no component does that; sections of their own. */
  readonly state: (plan: Plan) => string | undefined;
}
