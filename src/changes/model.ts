/** A file of the output as it is and as it would be, as text; one of both is absent where the file comes or goes. */
export interface FileDifference {
  /** Path below `output/<name>/`. */
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * What brings a change to where it counts, in the order in which people do it.
 * - `engine`: a commit and a push; or commands that are run again, where no engine follows Git
 * - `upgrade`: objects in the cluster that bring nodes to another release of K3s by themselves
 * - `router`: a file, or a list of steps, for a machine beside the cluster
 * - `ansible`: the play of the output, one node at a time
 * - `hand`: a command for what nothing else changes on a node that runs
 * - `reboot`: the node starts anew after the play
 * - `install`, `remove`: a node comes or goes
 * - `reinstall`: a node is set up from its seed again
 * - `found`: the cluster is founded anew
 * - `nothing`: no machine reads it, or only one that starts for the first time
 */
export const ACTIONS = [
  "engine",
  "upgrade",
  "router",
  "ansible",
  "hand",
  "reboot",
  "install",
  "remove",
  "reinstall",
  "found",
  "nothing",
] as const;

export type ActionKind = (typeof ACTIONS)[number];

/** One reason why a file needs an action; a file may need several. */
export interface Need {
  readonly path: string;
  readonly action: ActionKind;
  readonly reason?: string;
  /** Name of the node whose file it is. */
  readonly node?: string;
  /** True where the play restarts K3s on the node. */
  readonly restarts?: true;
  /** What people run for this need alone. */
  readonly commands?: readonly string[];
}

export type Change = "added" | "changed" | "removed";

/** A changed file below the action that it needs. */
export interface ActionFile {
  readonly path: string;
  readonly change: Change;
  /** Why, sorted and without repeats. */
  readonly reasons: readonly string[];
}

/** All that needs the same action, and what to run, in the folder of the output once it is written. */
export interface Action {
  readonly action: ActionKind;
  readonly title: string;
  /** Names of the nodes that it is about, in the order of homelab.yaml; empty where it is about none. */
  readonly nodes: readonly string[];
  readonly commands: readonly string[];
  readonly files: readonly ActionFile[];
}

export const changeOf = ({ before, after }: FileDifference): Change =>
  before === undefined ? "added" : after === undefined ? "removed" : "changed";
