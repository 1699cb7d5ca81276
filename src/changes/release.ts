import { ANSIBLE } from "../assemble/ansible/ansible.ts";
import type { RunningNodes } from "../assemble/distributions/model.ts";
import type { FileDifference, Need } from "./model.ts";

/** The release of Kubernetes before and after, and what brings it to nodes that run. */
export interface ReleaseChange {
  /** Both where they differ; empty where it stays. */
  readonly names: readonly string[];
  readonly action: "ansible" | "upgrade" | "found";
  readonly reason: string;
}

/** The release that a variable of the play's inventory names. */
const releaseIn = (variable: string, text = ""): string | undefined =>
  new RegExp(`^ *${variable}: '?([^'\\s]+)'?$`, "m").exec(text)?.[1];

const minorOf = (release: string): number => Number(/^v1\.(\d+)\./.exec(release)?.[1] ?? 0);

/**
 * Compares the inventories of the play.
 * @param brings whether objects in the cluster bring nodes to a new release
 */
export function releaseChange(
  { releaseVariable, releaseName }: RunningNodes,
  differences: readonly FileDifference[],
  brings: boolean,
): ReleaseChange {
  const inventory = differences.find(({ path }) => path === `${ANSIBLE}/inventory.yaml`);
  const [before, after] = [
    releaseIn(releaseVariable, inventory?.before),
    releaseIn(releaseVariable, inventory?.after),
  ];
  const action = brings ? "upgrade" : "ansible";
  if (before === undefined || after === undefined || before === after)
    return { names: [], action, reason: "" };
  const names = [before, after];
  const reason = `${releaseName} ${names.join(" -> ")}`;
  const step = minorOf(after) - minorOf(before);
  // The datastore does not go back, and minors are not left out: https://docs.k3s.io/upgrades#version-specific-caveats,
  // https://kubernetes.io/releases/version-skew-policy/
  if (step < 0) return { names, action: "found", reason: `${reason}: the datastore does not go back` };
  return step > 1
    ? { names, action, reason: `${reason}: go to v1.${minorOf(before) + 1} first, one minor after the other` }
    : { names, action, reason };
}

export const releaseNeed = (path: string, { action, reason }: ReleaseChange): Need => ({
  path,
  action,
  reason,
  ...(action === "ansible" ? { restarts: true } : {}),
});
