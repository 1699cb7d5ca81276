import { PLAY } from "../assemble/ansible/ansible.ts";
import { distributionOf } from "../assemble/distributions/distribution.ts";
import { engineOf } from "../assemble/engines/engine.ts";
import type { EngineText } from "../assemble/engines/model.ts";
import { isRendered } from "../assemble/engines/repository.ts";
import { INVENTORY } from "../assemble/inventory.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import type { Node } from "../generated/homelab.ts";
import type { Plan } from "../plan/model.ts";
import {
  ACTIONS,
  type Action,
  type ActionFile,
  type ActionKind,
  changeOf,
  type FileDifference,
  type Need,
} from "./model.ts";
import { needsOf } from "./needs.ts";
import { reboot, reinstall } from "./nodes.ts";

/** Objects of this group tell a controller in the cluster which release of K3s nodes are to run. */
const PLANS = /^apiVersion: upgrade\.cattle\.io\//m;

/**
 * What is to be done so that a changed output counts everywhere, and which files ask for it.
 * @param files all files of the output as it would be
 */
export function actionsOf(
  plan: Plan,
  components: readonly ExpandedComponent[],
  differences: readonly FileDifference[],
  files: ReadonlyMap<string, Uint8Array>,
): readonly Action[] {
  const isFirst = differences.some(({ path, before }) => path === INVENTORY && before === undefined);
  if (isFirst) return [firstBuild(differences)];
  const brings = [...files].some(
    ([path, bytes]) => path.startsWith("manifests/") && PLANS.test(new TextDecoder().decode(bytes)),
  );
  const needs = needsOf(plan, components, differences, brings);
  return ACTIONS.flatMap((action) => {
    const own = needs.filter((need) => need.action === action);
    return own.length === 0 ? [] : [actionOf(plan, action, own, differences)];
  });
}

const firstBuild = (differences: readonly FileDifference[]): Action => ({
  action: "found",
  title:
    "Nothing is there yet. README.md of the output leads from bare machines to the cluster, below Bootstrap.",
  nodes: [],
  commands: [],
  files: differences.map((difference) => ({
    path: difference.path,
    change: changeOf(difference),
    reasons: [],
  })),
});

function actionOf(
  plan: Plan,
  action: ActionKind,
  needs: readonly Need[],
  differences: readonly FileDifference[],
): Action {
  const known = plan.homelab.nodes.filter(({ name }) => needs.some(({ node }) => node === name));
  const names = known.map(({ name }) => name);
  const gone = needs.flatMap(({ node }) => (node === undefined || names.includes(node) ? [] : [node]));
  const nodes = [...names, ...new Set(gone)];
  const files = differences.flatMap((difference): ActionFile[] => {
    const reasons = needs.filter(({ path }) => path === difference.path);
    return reasons.length === 0
      ? []
      : [
          {
            path: difference.path,
            change: changeOf(difference),
            reasons: [
              ...new Set(reasons.flatMap(({ reason }) => (reason === undefined ? [] : [reason]))),
            ].sort(),
          },
        ];
  });
  return {
    action,
    title: titleOf(plan, action, needs),
    nodes,
    commands: commandsOf(plan, action, needs, known),
    files,
  };
}

/** Servers first, as the play does it. */
const inOrder = (nodes: readonly Node[]): readonly Node[] => [
  ...nodes.filter(({ role }) => role === "server"),
  ...nodes.filter(({ role }) => role !== "server"),
];

function titleOf(plan: Plan, action: ActionKind, needs: readonly Need[]): string {
  const text = engineText(plan);
  const { running } = distributionOf(plan);
  switch (action) {
    case "engine":
      return text.again === undefined
        ? `Nothing by hand: commit and push. ${text.applied}`
        : "Commit, push, and apply it, in the root of the repository: no engine follows Git.";
    case "upgrade":
      return "Nothing by hand: plans in the cluster bring the release to the nodes, servers first, within their window.";
    case "router":
      return "On the machine beside the cluster, as root, in a copy of this folder:";
    case "ansible":
      return `Ansible brings it to the nodes, one at a time; ${needs.some(({ restarts }) => restarts) ? running.restarts : running.stays}`;
    case "hand":
      return "By hand, for what nothing else changes on a node that runs:";
    case "reboot":
      return "These nodes start anew, one at a time, after the play:";
    case "install":
      return "New nodes: write their cards as README.md says below Cards, then give them the token.";
    case "remove":
      return "Nodes that go, as long as they still run:";
    case "reinstall":
      return `These nodes are set up again, one at a time: after the first two commands write the card as README.md says below Cards; the last one gives the token.${plan.facts.serverCount === 1 ? " The only server takes the state of the cluster with it: README.md, Restore." : ""}`;
    case "found":
      return "The cluster is founded anew: data from backups, then README.md from Bootstrap to Restore. The first commands throw away what the nodes hold.";
    case "nothing":
      return "Nothing: no machine that runs reads it.";
  }
}

function commandsOf(
  plan: Plan,
  action: ActionKind,
  needs: readonly Need[],
  nodes: readonly Node[],
): readonly string[] {
  switch (action) {
    case "engine":
      return ["git add --all .", "git commit", "git push", ...(engineText(plan).again?.(plan) ?? [])];
    case "ansible":
      return [`${PLAY} --check --diff`, PLAY];
    case "upgrade":
      return ["kubectl get plans.upgrade.cattle.io,jobs --all-namespaces"];
    case "reboot":
      return inOrder(nodes).flatMap((node) => reboot(plan, node));
    case "reinstall":
      return inOrder(nodes).flatMap((node) => reinstall(plan, node));
    case "found":
      return [...inOrder(plan.homelab.nodes)]
        .reverse()
        .map((node) => distributionOf(plan).running.takeOff(plan, node));
    default:
      return [...new Set(needs.flatMap(({ commands = [] }) => commands))];
  }
}

function engineText(plan: Plan): EngineText {
  const engine = engineOf(plan);
  return (isRendered(plan) ? engine.rendered?.readme : undefined) ?? engine.readme;
}
