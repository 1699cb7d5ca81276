import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { ExpandedComponent } from "../expand/model.ts";
import type { LockedChart } from "../lock/model.ts";
import type { Plan } from "../plan/model.ts";
import type { EncryptedSecrets } from "../secrets/check.ts";
import { type Memo, NO_MEMO } from "../values/memo.ts";
import { distributionOf } from "./distributions/distribution.ts";
import { engineFaults } from "./engines/check.ts";
import { engineOf } from "./engines/engine.ts";
import type { DeliveryEngine } from "./engines/model.ts";
import { INVENTORY, inventory } from "./inventory.ts";
import { addLaptop } from "./laptop/laptop.ts";
import { isLaptop } from "./laptop/model.ts";
import { addManifests } from "./manifests.ts";
import { addReadme } from "./readme/readme.ts";
import { addRendered } from "./rendered/layout.ts";
import type { RenderedRelease } from "./rendered/model.ts";
import { addRouter } from "./router.ts";
import { addSecrets } from "./secrets.ts";
import { type AssembledTree, FileTree } from "./tree.ts";
import { addUmbrella } from "./umbrella/umbrella.ts";

/** Components without the manifests that the umbrella chart holds itself. */
const besideChart = (
  { umbrella }: DeliveryEngine,
  components: readonly ExpandedComponent[],
): readonly ExpandedComponent[] =>
  umbrella === undefined
    ? components
    : components.map((expanded) => ({
        ...expanded,
        manifests: expanded.manifests.filter((manifest) => !umbrella.holds(expanded.component, manifest)),
      }));

/**
 * Lays out the files of `output/<name>/`.
 * @param locked what k8sgen.lock says of the plan's charts, in the order of the plan
 * @param memo what was made of the same contents before
 * @param releases the plain objects that charts render, which then stand in the place of the umbrella chart
 */
export function assemble(
  plan: Plan,
  components: readonly ExpandedComponent[],
  secrets: EncryptedSecrets,
  locked: readonly LockedChart[] = [],
  memo: Memo = NO_MEMO,
  releases?: readonly RenderedRelease[],
): Result<AssembledTree> {
  const faults = engineFaults(plan);
  if (faults.length > 0) return { diagnostics: faults };
  const tree = new FileTree(memo);
  const diagnostics: Diagnostic[] = [];
  const taken = engineOf(plan);
  const plain = releases === undefined ? undefined : taken.rendered;
  const engine = plain === undefined ? taken : { ...taken, watch: plain.watch, readme: plain.readme };
  addManifests(tree, besideChart(engine, components), engine.noPrune);
  addSecrets(tree, secrets ?? []);
  if (releases === undefined || plain === undefined) {
    addUmbrella(tree, engine, plan, components);
    taken.addEntry(tree, plan, components, secrets ?? []);
  } else {
    addRendered(tree, plan, engine.noPrune, releases);
    plain.addEntry(tree, plan, components, secrets ?? [], releases);
  }
  const distribution = distributionOf(plan);
  diagnostics.push(...distribution.addNodes(tree, plan, components));
  if (isLaptop(plan)) addLaptop(tree, plan);
  else distribution.addPlay(tree, plan);
  addRouter(tree, components);
  addReadme(tree, engine, plan, components, locked);
  // Digests are of bytes: Git must not exchange line endings.
  tree.text(".gitattributes", "* -text\n");
  tree.text(INVENTORY, inventory(plan, locked, tree.finish().files));
  return { value: tree.finish(), diagnostics };
}
