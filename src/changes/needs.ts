import { ANSIBLE } from "../assemble/ansible/ansible.ts";
import { distributionAt, distributionOf } from "../assemble/distributions/distribution.ts";
import { INVENTORY } from "../assemble/inventory.ts";
import { ROUTER } from "../assemble/router.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import type { Plan } from "../plan/model.ts";
import type { FileDifference, Need } from "./model.ts";
import { nodeNeeds } from "./nodes.ts";
import { releaseChange, releaseNeed } from "./release.ts";
import { routerNeed } from "./router.ts";

/** Files that people and programs read, and no machine of the homelab. */
const UNREAD: ReadonlySet<string> = new Set(["README.md", INVENTORY, ".gitattributes"]);

/**
 * What each changed file needs, in the order of the paths; a file may need several things.
 * @param brings whether objects in the cluster bring nodes to a new release
 */
export function needsOf(
  plan: Plan,
  components: readonly ExpandedComponent[],
  differences: readonly FileDifference[],
  brings: boolean,
): readonly Need[] {
  const own = distributionOf(plan);
  const release = releaseChange(own.running, differences, brings);
  const others = differences
    .filter(({ path }) => distributionAt(path) !== own)
    .map((difference): Need => {
      const { path } = difference;
      const other = distributionAt(path);
      if (other !== undefined)
        return { path, action: "found", reason: `${own.title} instead of ${other.title}` };
      if (path.startsWith(`${ROUTER}/`)) return routerNeed(components, difference);
      if (path === `${ANSIBLE}/inventory.yaml` && release.names.length > 0) return releaseNeed(path, release);
      return UNREAD.has(path) || path.startsWith(`${ANSIBLE}/`)
        ? { path, action: "nothing" }
        : { path, action: "engine" };
    });
  const needs = [...others, ...nodeNeeds(plan, release, differences)];
  return needs.some(({ action }) => action === "found") ? needs.flatMap(foundAnew) : needs;
}

/** What is founded anew takes all that concerns nodes from its seeds. */
function foundAnew(need: Need): readonly Need[] {
  if (["engine", "router", "nothing", "found"].includes(need.action)) return [need];
  const { path, node } = need;
  return [{ path, action: "found", ...(node === undefined ? {} : { node }) }];
}
