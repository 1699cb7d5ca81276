import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ExpandedComponent } from "../../expand/model.ts";
import type { Node } from "../../generated/homelab.ts";
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
  readonly running: RunningNodes;
}

/** What is told of nodes that run already. */
export interface RunningNodes {
  /** Variable of the play's inventory that holds the release. */
  readonly releaseVariable: string;
  /** Folder on a node whose files stand in the output beside user-data too. */
  readonly configuration: string;
  /** Pattern of the paths on a node that count only after a restart of what runs there. */
  readonly rereads: string;
  /** Whose release it is. */
  readonly releaseName: string;
  /** What the play does where such a path or the release changes, and where none does; sentences. */
  readonly restarts: string;
  readonly stays: string;
  /** Why a change of what a cluster begins with does nothing to one that runs. */
  readonly first: string;
  /** The command that takes the cluster off a node. */
  readonly takeOff: (plan: Plan, node: Node) => string;
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
